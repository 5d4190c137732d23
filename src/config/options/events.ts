// Options: events of AWS that replace most polls, and where they arrive.
import * as z from 'zod/mini';
import { partitionOf, regionPattern } from '../../core/partition.ts';
import { listOf, optionGroup, split, url, wholeNumber } from './option.ts';

const services = ['batch', 'glacier'] as const;

/** The region of a topic decides which host its certificates come from. */
function isTopicArn(arn: string): boolean {
  const [, partition, region = ''] = /^arn:([a-z-]+):sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/.exec(arn) ?? [];
  return regionPattern.test(region) && partitionOf(region).id === partition;
}

/** A FIFO queue ends in .fifo: neither S3 nor Glacier sends to one. */
const queueUrl = {
  schema: z.url({ protocol: /^https?$/ }).check(z.regex(/^https?:\/\/[^/?#@]+\/\d{12}\/[\w-]{1,80}$/)),
  allowed:
    'the URL of a standard SQS queue, such as https://sqs.us-east-1.amazonaws.com/111122223333/cold-storage-events',
};

export const eventsOptions = optionGroup('Events', {
  SNS_TOPICS: {
    ...listOf(isTopicArn, 'ARNs of SNS topics, each in the partition of its region'),
    ifOmitted: 'no messages are accepted; with the simulator, those of its demo topic',
    help: 'SNS topics whose messages are accepted at /sns.',
  },
  SNS_CERTIFICATE_URL: {
    ...url,
    ifOmitted: 'the certificates of AWS',
    help: 'URL of the certificate that signs SNS messages, for a simulator.',
  },
  EVENTS_QUEUE_URL: {
    ...queueUrl,
    ifOmitted: 'no queue is read',
    help: 'SQS queue whose messages are received as events and deleted. All instances can share one queue.',
  },
  EVENT_SERVICES: {
    schema: z.pipe(split, z.array(z.enum(services))),
    allowed: `${services.join(' or ')}, or both, separated by a comma`,
    ifOmitted: 'both if EVENTS_QUEUE_URL is set, otherwise none',
    help: 'Services whose every change arrives as an event. Their jobs are polled every EVENT_POLL_SECONDS and on each event, except Expedited retrievals.',
  },
  EVENT_POLL_SECONDS: {
    ...wholeNumber(1, 86_400, 'seconds'),
    fallback: '900',
    reason: 'AWS delivers events without a guarantee: a lost one costs 15 minutes',
    help: 'Interval of polls of jobs whose changes arrive as events. In simulated time with the simulator.',
  },
});
