// The services of a gateway, which the contexts of all its requests share.
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createAudit } from './access/audit.ts';
import type { Authenticator } from './access/authenticator.ts';
import { gatewayItself } from './access/caller.ts';
import type { Backend } from './aws/backend.ts';
import type { AwsObserver } from './aws/client/awsObserver.ts';
import { createAws } from './aws/client/createAws.ts';
import { limiterSettingsOf } from './aws/limiter/limiterSettings.ts';
import type { Config } from './config/options.ts';
import { createContext, type Services } from './context.ts';
import { type Clock, steadyClock, systemClock } from './core/clock.ts';
import type { Egress } from './egress/createEgress.ts';
import { createJobIndex } from './jobIndex/createJobIndex.ts';
import { JobHistories } from './jobIndex/jobHistories.ts';
import { KnownMatches } from './jobIndex/knownMatches.ts';
import { createVaultLists } from './jobIndex/vaultLists.ts';
import { createPaces, type EventService } from './jobs/createPaces.ts';
import { expiringSoonFrom } from './jobs/outputExpiry.ts';
import type { ByteBudget } from './limits/byteBudget.ts';
import { createLimits } from './limits/createLimits.ts';
import { PackedReadings } from './manifests/packedReadings.ts';
import { createOutputLinks } from './outputs/downloads/createOutputLinks.ts';
import { builtInPriceList, type PriceList } from './pricing/priceList.ts';
import { createReportManifests } from './reports/createReports.ts';
import { createBucketMessages } from './restores/createBucketMessages.ts';
import { createRestores } from './restores/createRestores.ts';
import { maxCountedObjects } from './restores/eventCounts.ts';
import { ReadingTurns } from './restores/readingTurns.ts';
import { RestoreFigures } from './restores/restoreFigures.ts';
import { restoreSource } from './restores/restoreSource.ts';
import { createKeeper } from './staging/createKeeper.ts';
import { createBulkStarts } from './starts/bulkStarts.ts';
import { createStartKeys } from './starts/createStartKeys.ts';
import { createStarts, startLease } from './starts/createStarts.ts';
import { settledAfter } from './starts/executeStart.ts';
import { createFinishedJobSnapshots } from './storage/createFinishedJobSnapshots.ts';
import { createStorage } from './storage/createStorage.ts';
import { openStartSecret } from './storage/openStartSecret.ts';
import type { RedisTimes } from './storage/redis/redisTimes.ts';
import { openStateDir } from './storage/stateDir.ts';
import { createWatches } from './watch/createWatches.ts';

/** What the services need besides the options. */
export interface ServicesInput {
  backend: Backend;
  log: Logger;
  /** The built-in list if undefined. */
  prices: PriceList | undefined;
  /** The time of starts and their leases; real time if undefined. */
  startClock: Clock | undefined;
  /** The time of request rates and woken watches; real time if undefined. */
  realClock: Clock | undefined;
  /** Measures the response times of AWS; the idle time of the event loop if undefined. */
  idleClock: Pick<Clock, 'now'> | undefined;
  /** How long instances wait for their Redis and for each other; those that are not given have their defaults. */
  redisTimes: Partial<RedisTimes> | undefined;
  /** The jitter of polls and starts; Math.random if undefined. */
  random: (() => number) | undefined;
  /** Observes the AWS calls. */
  observer: AwsObserver;
  /** How AWS is reached. */
  egress: Egress;
  budget: ByteBudget;
  /** Returns a text that changes with the permissions of any caller. */
  rights: () => string;
  /** The base URL of download links. */
  baseUrl: () => string;
  /** See Authenticator. */
  presentAccess: Authenticator['presentAccess'];
}

export async function createServices(
  config: Config,
  {
    backend,
    log,
    prices = builtInPriceList,
    startClock,
    realClock,
    idleClock,
    redisTimes,
    random = Math.random,
    observer,
    egress,
    budget,
    rights,
    baseUrl,
    presentAccess,
  }: ServicesInput,
): Promise<Services> {
  const timeouts = { attempt: config.AWS_ATTEMPT_TIMEOUT_MS, call: config.AWS_TIMEOUT_MS };
  const listConsistencyDelay = config.LIST_CONSISTENCY_SECONDS * 1000;
  const paces = createPaces({
    minSeconds: config.POLL_MIN_SECONDS,
    maxSeconds: config.POLL_MAX_SECONDS,
    batchMinSeconds: config.BATCH_POLL_MIN_SECONDS,
    events: { services: eventServicesOf(config), seconds: config.EVENT_POLL_SECONDS },
  });
  const secret = config.OUTPUT_SECRET ?? randomBytes(32).toString('hex');

  const stateDir = config.STATE_DIR === undefined ? undefined : await openStateDir(config.STATE_DIR, log);
  const startSecret = await openStartSecret(config, stateDir);
  if (startSecret === null && backend.kind === 'AWS' && mayStart(config)) log.warn(withoutStartSecret);
  const startKeys = createStartKeys(startSecret);
  const store = await createStorage({
    redisUrl: config.REDIS_URL,
    redisTimes,
    startSecretDigest: startKeys.secretDigest,
    stateDir: stateDir?.path,
    startLease: startLease(timeouts),
    settledAfter: settledAfter({ timeouts, listConsistencyDelay }),
    listConsistencyDelay,
    hasNoPast: backend.hasNoPast ?? false,
    clock: startClock,
    realClock,
    log,
  });
  const starts = createStarts({
    reservations: store.reservations,
    timeouts,
    listConsistencyDelay,
    random,
    ...(startClock ? { clock: startClock } : {}),
  });
  const histories = new JobHistories();
  const aws = createAws(backend, timeouts, {
    limits: limiterSettingsOf(config),
    onJobSeen: (job) => {
      histories.see(job, backend.clock.now());
      if (job.kind === 'GlacierJob') starts.unresolvedStarts.resolve(job);
    },
    onUploadLeft: ({ error, ...upload }) =>
      log.warn({ ...upload, err: error }, 'multipart upload not aborted: S3 keeps and bills its parts'),
    observer,
    egress,
    collector: { maxBytes: config.MAX_AWS_RESPONSE_BYTES, budget },
    idleClock,
  });
  const session = (signal: AbortSignal) => aws.session(gatewayItself, signal);
  const { sharedIndex } = store;
  const listing = { clock: backend.clock, realClock: sharedIndex?.time ?? systemClock, listConsistencyDelay };
  const matches = new KnownMatches();
  const onChange = () => matches.forget();
  const vaultLists = createVaultLists({ ...listing, session, shared: sharedIndex?.vaults, onChange, log });
  const finished = createFinishedJobSnapshots(store);
  const jobIndex = createJobIndex({
    ...listing,
    vaultLists,
    matches,
    histories,
    shared: sharedIndex?.jobs,
    jobsPerSource: config.JOBS_PER_SOURCE,
    paces,
    onRead: (job) => finished.remember({ jobId: job.jobId, job, details: null }),
  });
  const packedReadings = new PackedReadings();
  const restoreReading = {
    clock: backend.clock,
    lead: config.RESTORE_LEAD_SECONDS * 1000,
    scanBytes: config.REPORT_SCAN_BYTES,
    packedReadings,
  };
  const messages = createBucketMessages(store.watchStore);
  const figures = new RestoreFigures();
  const eventRoom = { left: maxCountedObjects };
  const turns = new ReadingTurns(backend.clock);
  const watches = createWatches({
    store: store.watchStore,
    finished,
    observer: jobIndex.observer,
    clock: backend.clock,
    realClock,
    paces,
    expiringSoonFrom: (job) => expiringSoonFrom(job, config.EXPIRING_SOON_SECONDS),
    log,
    session,
    restores: (aws, jobs, of) =>
      restoreSource({
        ...restoreReading,
        aws,
        jobs,
        messages,
        figures,
        eventRoom,
        turns,
        clock: backend.clock,
        minSeconds: paces.BatchJob.minSeconds,
        ...of,
      }),
    random,
  });
  const callerLimits = createLimits(
    {
      requestsPerMinute: config.REQUESTS_PER_MINUTE,
      startsPerHour: config.STARTS_PER_HOUR,
      subscriptions: config.SUBSCRIPTIONS_PER_CALLER,
    },
    store.callerUsage,
    realClock ?? steadyClock,
  );
  const audit = createAudit(log);
  const keeper = createKeeper({
    store: store.keptRetrievals,
    watches,
    clock: backend.clock,
    expiringSoonSeconds: config.EXPIRING_SOON_SECONDS,
    presentAccess,
    audit,
    servicesOf: (caller, signal) => createContext(services, caller, signal),
    log,
  });
  const services: Services = {
    backend,
    callerLimits,
    aws,
    watches,
    restores: createRestores({ messages, watches, figures, clock: backend.clock }),
    restoreReading,
    jobIndex,
    maxAwsCalls: config.MAX_AWS_CALLS,
    starts,
    startKeys,
    bulkStarts: createBulkStarts({ milliseconds: config.BULK_START_TIMEOUT_MS, clock: startClock, log }),
    store,
    prices,
    inventoryScanBytes: config.INVENTORY_SCAN_BYTES,
    reportScanBytes: config.REPORT_SCAN_BYTES,
    retryMaxBytes: config.RETRY_MAX_BYTES,
    reportManifests: createReportManifests(),
    packedReadings,
    budget,
    paces,
    expiringSoonSeconds: config.EXPIRING_SOON_SECONDS,
    links: createOutputLinks({ secret, seconds: config.OUTPUT_LINK_SECONDS, rights }, baseUrl),
    audit,
    keeper,
  };
  return services;
}

/** A queue is set up for all of them, unless the options say otherwise. */
const eventServicesOf = ({ EVENT_SERVICES, EVENTS_QUEUE_URL }: Config): readonly EventService[] =>
  EVENT_SERVICES ?? (EVENTS_QUEUE_URL === undefined ? [] : ['batch', 'glacier']);

/** Without a policy, callers are anonymous. */
const mayStart = ({ POLICY_FILE, ALLOW_ANONYMOUS_WRITES }: Config) =>
  POLICY_FILE !== undefined || ALLOW_ANONYMOUS_WRITES;

const withoutStartSecret =
  'Neither STATE_DIR nor START_SECRET is set. Whoever can start jobs at AWS and knows an idempotency key can compute its start token. Nothing is kept when the process ends: after a restart, a start is recognized only by the job that AWS lists. Set STATE_DIR to a folder.';
