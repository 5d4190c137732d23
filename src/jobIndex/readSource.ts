// Reading of a source: all jobs of all vaults of a location, or all its Batch jobs. AWS publishes the order of neither list,
// so no part represents the whole. A source is read to its end, or to a limit that is then reported.
import type { Access } from '../access/access.ts';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { describeJob as describeGlacierJob } from '../aws/glacier/describeJob.ts';
import { listJobsLimit as glacierPage, listJobs as listGlacierJobs } from '../aws/glacier/listJobs.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { describeJob as describeBatchJob } from '../aws/s3control/describeJob.ts';
import { listJobsLimit as batchPage, listJobs as listBatchJobs } from '../aws/s3control/listJobs.ts';
import { GatewayError } from '../core/errors.ts';
import { type Location, vaultKey } from '../core/location.ts';
import { andThen, isPromise, type MaybePromise } from '../core/maybePromise.ts';
import type { Page } from '../core/page.ts';
import { readPages } from '../core/readPages.ts';
import { noneSkipped, visibleSkipped } from '../core/skippedRecords.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { targetKey, targetOf, type WatchTarget } from '../watch/watchTarget.ts';
import {
  batchFilterFor,
  type Coverage,
  coverageOfBatch,
  coverageOfGlacier,
  glacierFilterFor,
  isCovered,
} from './coverage.ts';
import type { FollowedWatches } from './createFollowedWatches.ts';
import type { Freshness } from './freshness.ts';
import { type Load, type Outcome, outcomeOf } from './indexedList.ts';
import type { JobList, JobLists } from './jobLists.ts';
import { type ListedTarget, listedTarget, listedTargets } from './listedTargets.ts';
import { pagesBeforeJobs, showsAllVaults } from './namedVaults.ts';
import type { ReadLimit } from './readLimit.ts';
import type { VaultLists } from './vaultLists.ts';

/** What an operation wants of one source. */
export interface SourceDemand {
  location: Location;
  service: 'GLACIER' | 'S3_BATCH_OPERATIONS';
  coverage: Coverage;
  /** The vaults to read. */
  vaultNames: ReadonlySet<string>;
  /** Whether all vaults of the location are read too. */
  allVaults: boolean;
  freshness: Freshness;
}

/** What was read of a source: one list of jobs for each vault, or one for a location's Batch jobs. */
export interface ReadLists {
  /** Of the list of vaults; null if only the jobs of named ones were wanted. */
  vaults: Outcome<VaultRecord> | null;
  /** By the name of the vault; by '' for Batch jobs. */
  jobs: ReadonlyMap<string, Outcome<JobRecord>>;
}

export interface ReadServices {
  vaultLists: VaultLists;
  jobLists: JobLists;
  watches: Pick<FollowedWatches, 'failureOf' | 'mark'>;
  /** Called with each job that AWS returns. */
  onRead(job: JobRecord): void;
  jobsPerSource: number;
}

/** Failures are part of the result. Only what the caller may read is read. What is known takes no promise. */
export function readSource(
  services: ReadServices,
  aws: AwsSession,
  demand: SourceDemand,
  limit: ReadLimit,
): MaybePromise<ReadLists> {
  const { location } = demand;
  const { access } = aws.caller;
  const jobs = new Map<string, Outcome<JobRecord>>();
  const readings: Promise<void>[] = [];
  const begun = new Set<string>();
  const read = ({ target, key, vaultName: name }: ListedTarget) => {
    if (begun.has(name)) return;
    begun.add(name);
    const known = knownJobs(services, aws, { target, key }, demand, limit);
    if (known) {
      jobs.set(name, known);
      return;
    }
    const reading = readJobs(services, aws, target, demand, limit).then((outcome) => void jobs.set(name, outcome));
    // Awaited below. Until then, an unhandled rejection would end the process.
    reading.catch(() => undefined);
    readings.push(reading);
  };
  const readTargets = (targets: Iterable<ListedTarget>) => {
    for (const listed of targets) if (access.allows('read', listed.target)) read(listed);
  };

  if (demand.service === 'S3_BATCH_OPERATIONS') {
    const target = targetOf({ kind: 'BatchJob', ...location });
    read({ target, key: targetKey(target), vaultName: '' });
  }
  const named = namedTargets(demand, access);
  const readNamed = (vaults: Outcome<VaultRecord> | null) => {
    const all = vaults && showsAllVaults(vaults) ? vaults : null;
    for (const listed of named) {
      if (!all || all.items.has(vaultKey({ ...location, vaultName: listed.vaultName }))) read(listed);
      // A vault that does not exist has no jobs, and costs no call to find that out.
      else jobs.set(listed.vaultName, { ...nothing, ...stateOf(all) });
    }
    return vaults;
  };
  const listing = listVaults(services, aws, demand, limit, { named, onTargets: readTargets });
  const listed = andThen(listing, readNamed);
  const listsWith = (vaults: Outcome<VaultRecord> | null): ReadLists => ({
    vaults: demand.allVaults ? visibleTo(access, location, vaults) : null,
    jobs,
  });
  if (!isPromise(listed) && readings.length === 0) return listsWith(listed);
  return settleAll(listed, readings).then((vaults) => {
    services.jobLists.trim();
    return listsWith(vaults);
  });
}

/** The vaults that the caller names and may read. */
const namedTargets = ({ location, vaultNames }: SourceDemand, access: Access): ListedTarget[] =>
  [...vaultNames]
    .filter((vaultName) => access.allows('read', { ...location, vaultName }))
    .map((vaultName) => listedTarget({ ...location, vaultName }));

/** The list of vaults, if it is wanted, known, or saves calls for the named ones. Vaults are read while the next ones are listed. */
function listVaults(
  { vaultLists, jobLists }: ReadServices,
  aws: AwsSession,
  { location, freshness, coverage, vaultNames, allVaults }: SourceDemand,
  limit: ReadLimit,
  { named, onTargets }: { named: readonly ListedTarget[]; onTargets(targets: readonly ListedTarget[]): void },
): MaybePromise<Outcome<VaultRecord> | null> {
  const mayReadPage = () => limit.hasRoom() && limit.takeCall();
  const request = { location, freshness, aws, mayReadPage };
  if (allVaults) return vaultLists.read(request, (vaults) => onTargets(listedTargets(vaults)));
  const known = named.length > 0 ? vaultLists.known(location, freshness) : null;
  if (known) return known;
  const unread = named.filter(({ key }) => !jobLists.peek(key)?.find(coverage, freshness));
  let pages = pagesBeforeJobs(unread.length);
  if (pages === 0) return null;
  const mayReadNext = () => {
    pages -= 1;
    return pages >= 0 && mayReadPage();
  };
  return vaultLists.read({ ...request, mayReadPage: mayReadNext }, (vaults) =>
    onTargets(listedTargets(vaults).filter(({ vaultName }) => vaultNames.has(vaultName))),
  );
}

/** Readings go on while the vaults are listed, and also if that fails. */
async function settleAll<T>(listing: MaybePromise<T>, readings: readonly Promise<void>[]): Promise<T> {
  await Promise.allSettled([listing]);
  await Promise.all(readings);
  return listing;
}

function visibleTo(
  access: Access,
  location: Location,
  vaults: Outcome<VaultRecord> | null,
): Outcome<VaultRecord> | null {
  if (!vaults || vaults.skipped.count === 0 || access.vaultsIn(location) === 'all') return vaults;
  const canSee = (vaultName: string) => access.allows('read', { ...location, vaultName });
  return { ...vaults, skipped: visibleSkipped(vaults.skipped, canSee) };
}

/** What needs no call, and so no promise: most lists of most queries. */
function knownJobs(
  services: ReadServices,
  aws: AwsSession,
  { target, key }: Pick<ListedTarget, 'target' | 'key'>,
  { coverage: wanted, freshness }: SourceDemand,
  limit: ReadLimit,
): Outcome<JobRecord> | null {
  const watchFailure = freshness.acceptsFollowed ? services.watches.failureOf(target) : null;
  if (watchFailure) return unlessAbsent({ ...nothing, failure: watchFailure });
  const reading = services.jobLists.of(target, key).find(wanted, freshness);
  return reading ? takeKnown(outcomeOf(reading), aws, limit) : null;
}

async function readJobs(
  services: ReadServices,
  aws: AwsSession,
  target: WatchTarget,
  { coverage: wanted, freshness }: SourceDemand,
  limit: ReadLimit,
): Promise<Outcome<JobRecord>> {
  const list = services.jobLists.of(target);
  const load = loadOf(services, aws, target, list, wanted, limit);
  const { outcome, origin } = await list.read(wanted, freshness, load);
  if (origin !== 'memory') services.watches.mark(target);
  return unlessAbsent(origin === 'aws' ? outcome : takeKnown(outcome, aws, limit));
}

/** What nobody has read for this caller, as far as the caller has room for it. */
function takeKnown(outcome: Outcome<JobRecord>, aws: AwsSession, limit: ReadLimit): Outcome<JobRecord> {
  aws.usage.cached += 1;
  const granted = limit.take(outcome.list.length);
  if (granted === outcome.list.length) return outcome;
  const items = new Map([...outcome.items].slice(0, granted));
  return { ...outcome, items, list: [...items.values()], truncated: true };
}

/** A vault that was deleted meanwhile, or a name that no vault of the location has, is no failure. */
const unlessAbsent = (outcome: Outcome<JobRecord>): Outcome<JobRecord> =>
  outcome.failure?.code === 'NOT_FOUND' ? { ...outcome, failure: null } : outcome;

const nothing: Outcome<JobRecord> = {
  items: new Map(),
  list: [],
  asOf: Number.POSITIVE_INFINITY,
  truncated: false,
  skipped: noneSkipped,
  failure: null,
};

const stateOf = ({ asOf, failure }: Outcome<unknown>) => ({ asOf, failure });

function loadOf(
  { onRead, jobsPerSource, jobLists }: ReadServices,
  aws: AwsSession,
  target: WatchTarget,
  list: JobList,
  wanted: Coverage,
  limit: ReadLimit,
): Load<JobRecord> {
  const { coverage, page } = listOf(aws, target, wanted);
  return {
    coverage,
    run: async (take) => {
      const seen = new Set<string>();
      let count = 0;
      const stop = () => (count >= jobsPerSource ? 'limited' : 'cut');
      if (!limit.hasRoom() || !limit.takeCall()) return stop();
      // takeCall bounds the pages: what is left out is then no error.
      for await (const { items, marker, skipped } of readPages(page, { maxPages: Number.POSITIVE_INFINITY })) {
        const granted = limit.take(items.length);
        count += granted;
        take(items.slice(0, granted), skipped);
        for (const job of items) {
          seen.add(job.jobId);
          onRead(job);
        }
        if (granted < items.length) return stop();
        if (marker !== null && !(limit.hasRoom() && limit.takeCall())) return stop();
      }
      const lacking = list.writtenLately().filter((job) => isCovered(coverage, job) && !seen.has(job.jobId));
      await Promise.all(lacking.map((job) => limit.takeCall() && describeWritten(aws, jobLists, job, onRead)));
      return 'whole';
    },
  };
}

/** AWS's list lags behind a start of this gateway, or the job has ended and left the list. DescribeJob shows which. */
async function describeWritten(
  aws: AwsSession,
  jobLists: Pick<JobLists, 'see'>,
  job: JobRecord,
  onRead: (job: JobRecord) => void,
): Promise<void> {
  try {
    const seen = job.kind === 'BatchJob' ? (await describeBatchJob(aws, job)).job : await describeGlacierJob(aws, job);
    jobLists.see(seen);
    onRead(seen);
  } catch (error) {
    // It lags too, or fails: the job is shown as it was started.
    if (!(error instanceof GatewayError)) throw error;
  }
}

interface PagedList {
  /** What AWS's filter returns: the wanted jobs, or more. */
  coverage: Coverage;
  page(marker: string | null): Promise<Page<JobRecord>>;
}

function listOf(aws: AwsSession, target: WatchTarget, wanted: Coverage): PagedList {
  if (target.kind !== 'Vault') {
    const statuses = batchFilterFor(wanted);
    return {
      coverage: coverageOfBatch(statuses),
      page: (marker) => listBatchJobs(aws, target, statuses, { limit: batchPage, marker }),
    };
  }
  const filter = glacierFilterFor(wanted);
  return {
    coverage: coverageOfGlacier(filter),
    page: (marker) => listGlacierJobs(aws, target, filter, { limit: glacierPage, marker }),
  };
}
