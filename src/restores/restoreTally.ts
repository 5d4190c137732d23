// Counts of the states of a job's objects, and what follows from them: when the others are likely to be readable, and whether
// anything can still change. Pure.

import type { FoundStatus } from '../aws/lookup/readStatuses.ts';
import type { ObjectStatus } from '../aws/s3/objectRestore.ts';
import { type RestoreProgress, type RestoreState, restoreStates } from '../aws/s3control/restoreProgress.ts';
import { restoreTimeOf } from '../aws/s3control/restoreTimes.ts';
import { dateAt } from '../core/dateAt.ts';
import { GatewayError } from '../core/errors.ts';
import { batchPhaseOf } from '../jobs/batchJobState.ts';
import { manifestAddress } from '../manifests/manifestAddress.ts';
import { mayPass, type RestoreJob } from './jobObjects.ts';
import { readableUntilOf, restoreStateOf, type StateContext } from './restoreState.ts';

/** Whether the object may become readable. */
export const isWaiting = (state: RestoreState): boolean => state === 'REQUESTED' || state === 'IN_PROGRESS';

export class RestoreTally {
  readonly #of: RestoreJob;
  readonly #context: StateContext;
  readonly #hasEnded: boolean;
  readonly #counts = Object.fromEntries(restoreStates.map((state) => [state, 0])) as Record<RestoreState, number>;
  /** The classes of the objects that are not readable yet. */
  readonly #waiting = new Set<string>();
  readonly #buckets = new Set<string>();
  #checked = 0;
  #readableUntil: Date | null = null;
  #failure: GatewayError | null = null;
  /** Whether a failure may pass. */
  #mustReadAgain = false;

  constructor(of: RestoreJob, { now, lead }: Pick<StateContext, 'now' | 'lead'>) {
    this.#of = of;
    this.#hasEnded = batchPhaseOf(of.job) === 'DONE';
    this.#context = { now, lead, isRequesting: !this.#hasEnded };
    const address = manifestAddress(of.details);
    if (address) this.#buckets.add(address.bucketName);
  }

  get isWaiting(): boolean {
    return restoreStates.some((state) => isWaiting(state) && this.#counts[state] > 0);
  }

  add(bucketName: string, found: FoundStatus): void {
    this.#buckets.add(bucketName);
    if (!(found instanceof GatewayError)) {
      this.#count(found);
      return;
    }
    this.fail(found);
  }

  #count(status: ObjectStatus | null): void {
    const state = restoreStateOf(status, this.#context);
    this.#counts[state] += 1;
    this.#checked += 1;
    if (status && isWaiting(state)) this.#waiting.add(status.archiveStatus ?? status.storageClass);
    const until = readableUntilOf(status, state);
    if (until && (!this.#readableUntil || until < this.#readableUntil)) this.#readableUntil = until;
  }

  /** Some objects or all could not be read. */
  fail(failure: GatewayError): void {
    this.#failure ??= failure;
    this.#mustReadAgain ||= mayPass(failure, this.#of, this.#context.now);
  }

  /** `asOf`: when the objects were read; null if they were not. `isWhole`: whether all rows of the manifest were counted. */
  progress({ asOf, isWhole }: { asOf: number | null; isWhole: boolean }): RestoreProgress {
    const failure = this.#failure;
    return {
      requested: this.#of.job.progressSummary?.numberOfTasksSucceeded ?? null,
      counts: { ...this.#counts },
      checked: this.#checked,
      isWhole: isWhole && failure === null,
      asOf: asOf === null ? null : dateAt(asOf),
      expectedReadable: this.#expected(),
      readableUntil: this.#readableUntil,
      isSettled: this.#hasEnded && asOf !== null && !this.isWaiting && !this.#mustReadAgain,
      buckets: [...this.#buckets],
      failure: failure && { code: failure.code, message: failure.message },
    };
  }

  /** From the end of the job: by then, all restores are requested. */
  #expected(): RestoreProgress['expectedReadable'] {
    const { job, details } = this.#of;
    // S3 restores with its tier Standard if a job names none.
    const tier = details.operation['glacierJobTier'] === 'BULK' ? 'BULK' : 'STANDARD';
    const times = [...this.#waiting].flatMap((storageClass) => restoreTimeOf(storageClass, tier) ?? []);
    const from = job.completionDate?.getTime();
    if (times.length === 0 || from === undefined) return null;
    return {
      earliest: dateAt(from + Math.min(...times.map(({ minSeconds }) => minSeconds)) * 1000),
      latest: dateAt(from + Math.max(...times.map(({ maxSeconds }) => maxSeconds)) * 1000),
    };
  }
}
