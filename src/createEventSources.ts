// Where events of AWS arrive: SNS messages at an endpoint of the gateway, and the messages of an SQS queue.
import type { Logger } from 'pino';
import { gatewayItself } from './access/caller.ts';
import { isServed } from './aws/backend.ts';
import type { Config } from './config/options.ts';
import type { Services } from './context.ts';
import type { Clock } from './core/clock.ts';
import type { Egress } from './egress/createEgress.ts';
import { createEventHandler, type EventHandler } from './events/createEventHandler.ts';
import type { EventKind, EventObserver, EventOutcome, EventSource } from './events/eventObserver.ts';
import { followQueue } from './events/followQueue.ts';
import { createLoaders } from './loaders/createLoaders.ts';
import { createSnsReceiver, type SnsReceiver } from './sns/createSnsReceiver.ts';
import { downloadCertificate } from './sns/downloadCertificate.ts';

export interface EventSourcesInput {
  egress: Egress;
  /** Of pauses after failures; real time if undefined. */
  clock: Clock | undefined;
  /** The jitter of those pauses; Math.random if undefined. */
  random: (() => number) | undefined;
  /** Counts the events. */
  observe: (source: EventSource, kind: EventKind, outcome: EventOutcome) => void;
  log: Logger;
}

export interface EventSources {
  /** Undefined without configured topics. */
  sns: SnsReceiver | undefined;
  /** Ends the receiving from the queue; what was received is handled first. */
  close(): Promise<void>;
}

export function createEventSources(config: Config, services: Services, input: EventSourcesInput): EventSources {
  const from = (source: EventSource) => {
    const observe: EventObserver = (kind, outcome) => input.observe(source, kind, outcome);
    return { events: createEvents(services, observe), observe };
  };
  const queue = followEvents(config, services, from('sqs'), input);
  return {
    sns: createReceiver(config, services, from('sns'), input),
    close: async () => queue?.close(),
  };
}

/** With what SQS and SNS are called. */
const callServices = (config: Config, services: Services, egress: Egress) => ({
  backend: () => services.backend,
  timeouts: { attempt: config.AWS_ATTEMPT_TIMEOUT_MS, call: config.AWS_TIMEOUT_MS },
  egress,
  collector: { maxBytes: config.MAX_AWS_RESPONSE_BYTES, budget: services.budget },
});

function createEvents(services: Services, observe: EventObserver): EventHandler {
  const { store, watches, jobIndex, starts, aws, restores } = services;
  // An event has no request whose end would end its calls.
  const loaders = () => createLoaders(aws.session(gatewayItself, new AbortController().signal), services);
  return createEventHandler({
    once: (id, seconds) => store.watchStore.once(id, seconds),
    serves: (location) => isServed(services.backend, location),
    runningJobs: store.runningGlacierJobs,
    watches,
    unresolvedStarts: starts.unresolvedStarts,
    jobIndex,
    describeGlacierJob: async (job) => loaders().glacierJob.load(job),
    describeBatchJob: async (job) => loaders().batchJob.load(job),
    restores,
    observe,
  });
}

interface Counted {
  events: EventHandler;
  observe: EventObserver;
}

function createReceiver(
  config: Config,
  services: Services,
  counted: Counted,
  { egress, log }: EventSourcesInput,
): SnsReceiver | undefined {
  if (!config.SNS_TOPICS) return undefined;
  return createSnsReceiver({
    topics: config.SNS_TOPICS,
    certificateUrl: config.SNS_CERTIFICATE_URL,
    downloadCertificate: (url) => downloadCertificate(egress, url),
    confirm: async (topicArn, token) => {
      // Loaded on use, which is rare.
      const { confirmSubscription } = await import('./aws/sns/confirmSubscription.ts');
      await confirmSubscription(callServices(config, services, egress), topicArn, token);
    },
    ...counted,
    log,
  });
}

/** Undefined without a configured queue. */
function followEvents(
  config: Config,
  services: Services,
  counted: Counted,
  { egress, clock, random, log }: EventSourcesInput,
): { close(): Promise<void> } | undefined {
  const { EVENTS_QUEUE_URL: queueUrl } = config;
  if (queueUrl === undefined) return undefined;
  const open = async () => {
    // Loaded only with a queue.
    const { openQueue } = await import('./aws/sqs/openQueue.ts');
    return openQueue(callServices(config, services, egress), queueUrl);
  };
  return followQueue({ open, ...counted, clock, random, log });
}
