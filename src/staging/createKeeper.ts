// Keeps retrievals staged: follows their jobs, starts them again when their output expires soon, and ends with the download
// or the date. Every gateway follows all of them, and the reservation of a start decides which one starts it.
import type { Logger } from 'pino';
import type { Audit } from '../access/audit.ts';
import type { Authenticator } from '../access/authenticator.ts';
import type { Caller } from '../access/caller.ts';
import { backoff } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import { GatewayError, LimitExceededError, ServiceUnavailableError } from '../core/errors.ts';
import type { GlacierJobKey } from '../core/location.ts';
import { coversAll, withSpan } from '../outputs/downloads/byteSpans.ts';
import type { ByteSpan } from '../outputs/downloads/parseRange.ts';
import type { Watches } from '../watch/createWatches.ts';
import { changeKept } from './changeKept.ts';
import { type FollowedJob, followJob } from './followJob.ts';
import { type KeepFigures, noEnds } from './keepFigures.ts';
import {
  changed,
  endedKeptFor,
  type KeepEnd,
  type KeepTerms,
  type KeptRetrieval,
  newestJobOf,
  newKept,
} from './keptRetrieval.ts';
import { type KeptRetrievals, maxKept } from './keptRetrievals.ts';
import { nextStep, type Step } from './nextStep.ts';
import { claimedUntil, claimRestage, isAt, isKeepers, keepersClaim, keepsClaim } from './restageClaim.ts';
import { type RestageServices, refusedLine, restageKept } from './restageKept.ts';
import { startAccess } from './startAccess.ts';
import { startAsCaller } from './startAsCaller.ts';

export interface Keeper {
  /** LimitExceededError if so many more retrievals cannot be kept. Called before the start that costs money. */
  assertRoom(count: number): void;
  /** Keeps the retrieval of a job, on these terms. One that was kept before and has ended stays ended. */
  keep(job: GlacierJobKey, given: Pick<KeptRetrieval, 'startedAt' | 'parameters' | 'owner'> & KeepTerms): Promise<void>;
  /**
   * Starts the retrieval of a job again for a caller. If it is kept staged, that is the only start after this job: an
   * InvalidInputError at `path`, and nothing started, if the gateway or another caller makes one. `by` identifies the start.
   */
  restage<T>(job: GlacierJobKey, by: string, path: readonly string[], start: () => Promise<T>): Promise<T>;
  /** The job was started in place of `before`. If that is the newest job of a kept retrieval, it goes on with this one. */
  goOn(
    before: GlacierJobKey,
    started: Pick<KeptRetrieval, 'startedAt' | 'parameters'> & { jobId: string },
  ): Promise<void>;
  /** Null if the retrieval of the job is not kept. */
  stop(job: GlacierJobKey): Promise<KeptRetrieval | null>;
  /** A part of the output was sent completely. `size`: of the whole output, in bytes. */
  downloaded(job: GlacierJobKey, span: ByteSpan, size: number): Promise<void>;
  /** For metrics, without a call. */
  figures(): KeepFigures;
  /** Follows what was kept before. */
  open(): void;
  close(): void;
}

export interface KeeperOptions {
  store: KeptRetrievals;
  watches: Pick<Watches, 'jobs'>;
  /** AWS's clock. */
  clock: Clock;
  expiringSoonSeconds: number;
  presentAccess: Authenticator['presentAccess'];
  audit: Audit;
  /** The services of a request of this caller. */
  servicesOf(caller: Caller, signal: AbortSignal): RestageServices;
  log: Logger;
}

/** In milliseconds of AWS's clock, and at least a second of real time: what other gateways keep is followed here too. */
const reloadInterval = 10 * 60_000;

/** Between attempts to start again, in milliseconds of AWS's clock. */
const retries = { first: 60_000, longest: 3_600_000 };

const endLevels = {
  DOWNLOADED: 'info',
  DATE_PASSED: 'info',
  STOPPED: 'info',
  PERMISSION_LOST: 'warn',
  FAILED: 'error',
} as const satisfies Record<KeepEnd, string>;

export function createKeeper(options: KeeperOptions): Keeper {
  const { store, watches, clock, expiringSoonSeconds, presentAccess, audit, servicesOf, log } = options;
  const closing = new AbortController();
  /** By the ids of the records. */
  const followed = new Map<string, { kept: KeptRetrieval; stop: () => void }>();
  const ended = noEnds();
  let cancelReload = () => {};

  const logged = (kept: KeptRetrieval) => ({ job: newestJobOf(kept), caller: kept.owner.id });

  const unfollow = (id: string) => {
    followed.get(id)?.stop();
    followed.delete(id);
  };

  /** A record is in the store until two days after its end: one that is followed and not there was lost, as by Redis. */
  const lose = (id: string) => {
    const lost = followed.get(id)?.kept;
    if (lost) log.error(logged(lost), 'a retrieval is no longer kept staged: its record is lost or cannot be read');
    unfollow(id);
  };

  const update = async (
    job: GlacierJobKey,
    change: (kept: KeptRetrieval) => KeptRetrieval | null,
  ): Promise<KeptRetrieval | null> => {
    const next = await changeKept(store, job, change);
    if (next) follow(next);
    return next;
  };

  const finish = async (kept: KeptRetrieval, reason: KeepEnd, failure = kept.failure): Promise<void> => {
    const end = { reason, at: clock.now() };
    const done = await update(newestJobOf(kept), (its) => (its.end ? null : changed(its, { end, failure })));
    if (!done) return;
    ended[reason] += 1;
    log[endLevels[reason]]({ ...logged(kept), reason, failure }, 'a retrieval is no longer kept staged');
  };

  /** False if a caller starts it: then it is followed again. True from here on means that no caller can start it. */
  const claim = async (kept: KeptRetrieval): Promise<boolean> => {
    const newest = newestJobOf(kept);
    const claimed = await changeKept(store, newest, (its) => {
      const next = isKeepers(its) ? null : claimRestage(its, newest, keepersClaim, clock.now());
      return next === 'claimed' ? null : next;
    });
    const its = followed.get(kept.id);
    if (claimed && its) followed.set(kept.id, { ...its, kept: claimed });
    if (claimed) return true;
    const [current = null] = await store.findMany([newest]);
    if (current && !current.end && isAt(current, newest) && isKeepers(current)) return true;
    if (current) follow(current);
    return false;
  };

  const restage = async (kept: KeptRetrieval): Promise<void> => {
    const newest = newestJobOf(kept);
    const failed = async (error: GatewayError, end: KeepEnd = 'FAILED') => {
      const { code, message, retryable } = error;
      const failure = { code, message, at: clock.now(), attempts: (kept.failure?.attempts ?? 0) + 1 };
      log.warn({ ...logged(kept), err: error, attempts: failure.attempts }, 'a retrieval could not be started again');
      if (!retryable) return finish(kept, end, failure);
      const after = keepsClaim(error) ? { failure } : { failure, claim: null };
      await update(newest, (its) => (isAt(its, newest) ? changed(its, after) : null));
    };
    const access = startAccess(kept, presentAccess);
    if (access instanceof GatewayError) {
      audit(refusedLine(kept, access));
      return failed(access, 'PERMISSION_LOST');
    }
    const caller: Caller = { ...kept.owner, access, expiresAt: null };
    if (!(await claim(kept)) || closing.signal.aborted) return;
    try {
      const { jobId, startedAt } = await restageKept(servicesOf(caller, closing.signal), kept);
      await goOn(newest, { jobId, startedAt, parameters: kept.parameters });
    } catch (error) {
      if (closing.signal.aborted) return;
      if (!(error instanceof GatewayError)) throw error;
      await failed(error);
    }
  };

  const take = async (kept: KeptRetrieval, step: Step): Promise<void> => {
    if (step.kind === 'lookAgain') return follow(kept);
    // Another gateway may have stopped it or moved its date. This one learns of that here, or with its next reload.
    const [current = null] = await store.findMany([newestJobOf(kept)]);
    if (closing.signal.aborted) return;
    if (current === null) return lose(kept.id);
    if (current.version !== kept.version) return follow(current);
    if (step.kind === 'restage') return restage(current);
    return finish(current, step.reason, step.failure ?? current.failure);
  };

  /** Follows the newest job, and does what is due. An internal error, or a store that fails, is tried again later. */
  const follow = (kept: KeptRetrieval): void => {
    unfollow(kept.id);
    if (kept.end || closing.signal.aborted) return;
    let isStopped = false;
    let cancel = () => {};
    const retryAt = Math.max(
      kept.failure ? kept.failure.at + backoff(kept.failure.attempts, retries) : 0,
      claimedUntil(kept),
    );
    const perform = (step: Step) => {
      if (isStopped) return;
      take(kept, step).catch((error: unknown) => {
        log.error({ ...logged(kept), err: error }, 'a kept retrieval could not be followed');
        if (!isStopped) cancel = clock.after(retries.first, () => perform(step));
      });
    };
    const onJob = (job: FollowedJob) => {
      if (isStopped) return;
      const { at, step } = nextStep(kept, job, { now: clock.now(), expiringSoonSeconds, retryAt });
      cancel = clock.after(Math.max(0, at - clock.now()), () => perform(step));
    };
    const stopFollowing = followJob(watches, newestJobOf(kept), onJob);
    const stop = () => {
      isStopped = true;
      cancel();
      stopFollowing();
    };
    followed.set(kept.id, { kept, stop });
  };

  const goOn: Keeper['goOn'] = async (before, { jobId, startedAt, parameters }) => {
    await update(before, (kept) =>
      kept.end || !isAt(kept, before)
        ? null
        : changed(kept, { jobIds: [...kept.jobIds, jobId], startedAt, parameters, failure: null, claim: null }),
    );
  };

  const reload = async (): Promise<void> => {
    const before = [...followed.keys()];
    const all = await store.all();
    const oldest = clock.now() - endedKeptFor;
    for (const kept of all) {
      if (kept.end && kept.end.at < oldest) await store.remove(kept);
      // A change of this gateway may have come after the reading.
      else if ((followed.get(kept.id)?.kept.version ?? 0) < kept.version) follow(kept);
    }
    const ids = new Set(all.map(({ id }) => id));
    for (const id of before) if (!ids.has(id)) lose(id);
  };

  const reloadNow = () => {
    if (closing.signal.aborted) return;
    reload().catch((error: unknown) => log.warn({ err: error }, 'kept retrievals could not be read'));
    cancelReload = clock.after(Math.max(reloadInterval, 1000 * clock.speed), reloadNow);
  };

  return {
    assertRoom: (count) => {
      if (followed.size + count <= maxKept) return;
      throw new LimitExceededError(
        `At most ${maxKept} retrievals can be kept staged at a time, and ${followed.size} are. Nothing was started. Omit input.keepStaged, or stop keeping others.`,
      );
    },
    keep: async (job, given) => {
      const [kept = null] = await store.findMany([job]);
      const { until, untilDownloaded, owner } = given;
      // The caller who changes the terms pays for the restages after that.
      const terms = { until, untilDownloaded, owner };
      if (kept === null && (await store.put(newKept(job, given)))) return follow(newKept(job, given));
      const next = await update(job, (its) => (its.end ? null : changed(its, terms)));
      if (next !== null || (await store.findMany([job]))[0]) return;
      throw new ServiceUnavailableError('The record of this retrieval cannot be read, so it is not kept staged.');
    },
    restage: (job, by, path, start) => startAsCaller({ update, clock }, { job, by, path }, start),
    goOn,
    stop: async (job) => {
      const [kept = null] = await store.findMany([job]);
      if (kept) await finish(kept, 'STOPPED');
      return kept && ((await store.findMany([job]))[0] ?? null);
    },
    downloaded: async (job, span, size) => {
      const kept = await update(job, (its) =>
        its.end || !its.untilDownloaded ? null : changed(its, { downloaded: withSpan(its.downloaded, span) }),
      );
      if (kept && coversAll(kept.downloaded, size)) await finish(kept, 'DOWNLOADED');
    },
    figures: () => {
      const failing = [...followed.values()].filter(({ kept }) => kept.failure !== null).length;
      return { active: followed.size - failing, failing, ended };
    },
    open: reloadNow,
    close: () => {
      closing.abort();
      cancelReload();
      for (const id of [...followed.keys()]) unfollow(id);
    },
  };
}
