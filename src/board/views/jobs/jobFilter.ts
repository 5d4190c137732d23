// The filter of the list of jobs: in the address, on the jobs that the page knows, and as a filter of the API. Pure.
import type { VariablesOf } from '../../gql/graphql.ts';
import type { JobRow, jobFeed } from './jobOperations.ts';

export const phases = ['AWAITING_CONFIRMATION', 'QUEUED', 'RUNNING', 'PAUSED', 'STOPPING', 'UNKNOWN', 'DONE'] as const;
export const outcomes = ['SUCCEEDED', 'COMPLETED_WITH_FAILURES', 'FAILED', 'CANCELLED'] as const;
export const kinds = ['ARCHIVE_RETRIEVAL', 'INVENTORY_RETRIEVAL', 'SELECT', 'BATCH'] as const;
export const services = ['GLACIER', 'BATCH'] as const;
export const orders = ['NEWEST', 'ENDS_FIRST', 'EXPIRES_FIRST'] as const;

export type Phase = (typeof phases)[number];
export type Outcome = (typeof outcomes)[number];
export type Kind = (typeof kinds)[number];
export type Service = (typeof services)[number];
export type Order = (typeof orders)[number];

/** What is null or false does not restrict the list. */
export interface JobsFilter {
  phase: Phase | null;
  outcome: Outcome | null;
  service: Service | null;
  kind: Kind | null;
  /** accountId/region. */
  location: string | null;
  /** Part of the description, the name of the vault, or the ID at AWS; upper and lower case are the same. */
  text: string;
  overdue: boolean;
  /** The output is kept for a few hours only. */
  expiring: boolean;
  order: Order;
}

export const everything: JobsFilter = {
  phase: null,
  outcome: null,
  service: null,
  kind: null,
  location: null,
  text: '',
  overdue: false,
  expiring: false,
  order: 'NEWEST',
};

const oneOf = <Value extends string>(values: readonly Value[], given: string | null): Value | null =>
  values.find((value) => value === given) ?? null;

/** Whatever is unknown in the address does not restrict. */
export function parseFilter(parameters: URLSearchParams): JobsFilter {
  const kind = oneOf(kinds, parameters.get('kind'));
  return {
    phase: oneOf(phases, parameters.get('phase')),
    outcome: oneOf(outcomes, parameters.get('outcome')),
    // A kind is of one service, as on the page. Of another one there would be no kind left, which to the API means all kinds.
    service: kind === null ? oneOf(services, parameters.get('service')) : null,
    kind,
    location: parameters.get('location') || null,
    text: parameters.get('text') ?? '',
    overdue: parameters.get('overdue') === 'true',
    expiring: parameters.get('expiring') === 'true',
    order: oneOf(orders, parameters.get('order')) ?? everything.order,
  };
}

/** Only what differs from the whole list. */
export function filterParameters(filter: JobsFilter): URLSearchParams {
  const entries = Object.entries(filter).filter(([name, value]) => value !== everything[name as keyof JobsFilter]);
  return new URLSearchParams(entries.map(([name, value]) => [name, String(value)]));
}

export const serviceOf = ({ kind }: { kind: string }): Service => (kind === 'BATCH' ? 'BATCH' : 'GLACIER');

const locationOf = ({ accountId, region }: Pick<JobRow, 'accountId' | 'region'>): string => `${accountId}/${region}`;

export const isExpiring = (job: JobRow): boolean => ('output' in job && job.output?.isExpiringSoon) === true;

/** Null for Batch jobs. */
export const vaultNameOf = (job: JobRow): string | null => ('vault' in job ? job.vault.name : null);

export function matchesFilter(filter: JobsFilter, job: JobRow): boolean {
  const { phase, outcome, service, kind, location, text, overdue, expiring } = filter;
  return (
    (phase === null || job.phase === phase) &&
    (outcome === null || job.outcome === outcome) &&
    (service === null || serviceOf(job) === service) &&
    (kind === null || job.kind === kind) &&
    (location === null || locationOf(job) === location) &&
    (!overdue || job.overdue) &&
    (!expiring || isExpiring(job)) &&
    (text === '' || hasText(job, text.toLowerCase()))
  );
}

const hasText = (job: JobRow, text: string): boolean =>
  [job.jobDescription, vaultNameOf(job), job.jobId].some((value) => value?.toLowerCase().includes(text));

type ApiFilter = NonNullable<VariablesOf<typeof jobFeed>['filter']>;

/** Results that end within this time, in milliseconds, are those that the gateway by default calls expiring. */
const expiringSoon = 5 * 3_600_000;
/** How long AWS keeps a result, in milliseconds. */
const keptFor = 24 * 3_600_000;

const expiringAt = (now: number): ApiFilter => ({
  // Without it, results that have expired would match.
  completedAfter: new Date(now - keptFor).toISOString(),
  outputExpiresBefore: new Date(now + expiringSoon).toISOString(),
});

/** The same selection as a filter of the API. Its text is searched in descriptions alone. `now`: the time of the gateway. */
export function apiFilterOf(filter: JobsFilter, now: string | null): ApiFilter {
  const { phase, outcome, service, kind, location, text, overdue, expiring } = filter;
  const [accountId, region] = location?.split('/') ?? [];
  const selected = kinds.filter(
    (each) => (kind === null || each === kind) && (service === null || serviceOf({ kind: each }) === service),
  );
  return {
    ...(phase === null ? {} : { phases: [phase] }),
    ...(outcome === null ? {} : { outcomes: [outcome] }),
    ...(selected.length === kinds.length ? {} : { kinds: selected }),
    ...(accountId ? { accountIds: [accountId] } : {}),
    ...(region ? { regions: [region] } : {}),
    ...(text === '' ? {} : { descriptionContains: text }),
    ...(overdue ? { overdue: true } : {}),
    ...(expiring && now !== null ? expiringAt(Date.parse(now)) : {}),
  };
}

/** Later than any date. */
const never = 8.64e15;
const timeOf = (date: string | null | undefined): number => (date ? Date.parse(date) : never);

/** Sorts by the first number, then by the second. */
const keys: Record<Order, (job: JobRow) => readonly [number, number]> = {
  NEWEST: (job) => [-Date.parse(job.creationDate), 0],
  // Ended jobs go last, and those that ended last go first among them.
  ENDS_FIRST: (job) =>
    job.phase === 'DONE' ? [never, -timeOf(job.completionDate)] : [timeOf(job.expectedCompletion?.latest), -never],
  EXPIRES_FIRST: (job) => [timeOf(job.outputGuaranteedUntil), 0],
};

/** The selected jobs in their order. Of jobs with equal dates, the order is that of their IDs, so that no row jumps. */
export function selectJobs(jobs: Iterable<JobRow>, filter: JobsFilter): JobRow[] {
  const keyOf = keys[filter.order];
  return [...jobs]
    .filter((job) => matchesFilter(filter, job))
    .map((job) => ({ job, key: keyOf(job) }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || (a.job.id < b.job.id ? -1 : 1))
    .map(({ job }) => job);
}
