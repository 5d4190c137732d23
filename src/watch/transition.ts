// The state machine of a watch: a state and an event in, the next state and effects out. Pure: times come in with the event.
// watchState.ts draws the states and their transitions.
import { GatewayError } from '../core/errors.ts';
import type { PaceBounds } from '../jobs/pace.ts';
import { hasEnded } from './changes.ts';
import { type ExpiringSoonFrom, expiriesAt, markedIfDue, nextExpiry } from './expiries.ts';
import { observed, withoutHistory } from './jobHistory.ts';
import { dropSnapshots, type KnownSnapshots, mergeSnapshots, oldEnds } from './knownSnapshots.ts';
import { mergeInterests } from './mergeInterests.ts';
import { afterPoll, isIncomplete, nextPoll, requestAt, restarted, withLostResult } from './pollSchedule.ts';
import { onHint, onTimer, onWoken } from './wakes.ts';
import {
  cancel,
  isReady,
  type Transition,
  to,
  type WatchEffect,
  type WatchEvent,
  type WatchState,
} from './watchState.ts';
import type {
  Interest,
  LeaseState,
  ObservedSnapshot,
  PollResult,
  VersionedSnapshot,
  WatchFailure,
} from './watchStore.ts';

/** In AWS's time, after outputs that expire soon could not be written. */
const expiryRetry = 60_000;

/** In real milliseconds: a watch that is woken again and again polls no more often. */
const minWakeInterval = 250;

export interface Settings {
  pace: PaceBounds;
  /** Seconds of AWS's clock in a real second. */
  speed: number;
  /** In real milliseconds; null where no other instance can take the lease. */
  heartbeatInterval: number | null;
  expiringSoonFrom: ExpiringSoonFrom;
}

/** Of AWS's clock, and real time. */
export interface Times {
  now: number;
  realNow: number;
}

const idle = { kind: 'idle' } as const;

export function transition(state: WatchState, event: WatchEvent, settings: Settings, times: Times): Transition {
  if (state.activity.kind === 'closed') return to(state);
  switch (event.kind) {
    case 'subscribed':
      return onSubscribed(state, event.interest, settings, times);
    case 'unsubscribed':
    case 'storeChanged':
      return to({ ...state, heartbeatDue: true });
    case 'woken':
      return event.hint === null ? onWoken(state, 'all', times.realNow) : onHint(state, event.hint, times.realNow);
    case 'timer':
      return to(onTimer(state, event.timer));
    case 'ready':
      return onReady(state, event.interest, settings, times);
    case 'heartbeatSucceeded':
      return onHeartbeat(state, event.leaseState, event.interest, settings, times);
    case 'heartbeatFailed':
      return onHeartbeatFailed(state, event.error, settings);
    case 'pollSucceeded':
    case 'pollFailed':
      return onPolled(state, event, settings, times);
    case 'writeSucceeded':
      return onWritten(state, event.isWritten);
    case 'writeFailed':
      return onWriteFailed(state, event.error, settings, times.now);
    case 'closed':
      return to({ ...state, activity: { kind: 'closed' } }, { kind: 'leave' });
  }
}

function onSubscribed(state: WatchState, interest: Interest, { pace }: Settings, { now }: Times): Transition {
  // AWS's lists lag: a job that was absent may exist by now.
  const absent = interest.jobIds.filter((jobId) => state.snapshots.get(jobId)?.job === null);
  const next = { ...withForgotten(state, absent), heartbeatDue: true };
  const isRunning = (jobId: string) => {
    const job = next.snapshots.get(jobId)?.job;
    return job != null && !hasEnded(job);
  };
  const canChange = interest.all || interest.jobIds.some(isRunning);
  const isStale = next.lastPoll !== null && now - next.lastPoll.at > pace.minSeconds * 1000;
  // A new subscriber first gets the present state.
  return canChange && isStale ? to(next, { kind: 'wakeAll' }) : to(next);
}

function withForgotten(state: WatchState, jobIds: readonly string[]): WatchState {
  if (jobIds.length === 0) return state;
  return { ...state, snapshots: dropSnapshots(state.snapshots, jobIds), hasForgotten: true };
}

function onReady(state: WatchState, interest: Interest, settings: Settings, { now }: Times): Transition {
  const { lease, schedule, snapshots, epoch, version } = state;
  if (!isReady(state)) return to(state);
  if (state.heartbeatDue || lease === null) {
    // The instance that polls will see it again; this one must get it from the store.
    const isLost = lease === null && state.hasForgotten && interest.jobIds.some((jobId) => !snapshots.has(jobId));
    return to({ ...state, activity: { kind: 'heartbeat' }, heartbeatDue: false }, cancel('heartbeat'), {
      kind: 'heartbeat',
      known: { epoch, version: isLost ? 0 : version },
      interest,
    });
  }
  if (lease.pollDue === 'no') return onExpiryDue(state, lease, settings, now);
  const again = lease.pollDue === 'all';
  const request = requestAt(schedule, {
    interest: lease.interest,
    known: snapshots,
    again,
    at: now,
    pace: settings.pace,
  });
  const { fencingToken } = lease;
  const wakeDue = request.again || state.wakeDue !== 'all' ? 'no' : 'all';
  return to(
    {
      ...state,
      lease: { ...lease, pollDue: 'no' },
      wakeDue,
      activity: { kind: 'poll', fencingToken, request, startedAt: now, woken: 'no' },
    },
    cancel('poll'),
    cancel('hint'),
    ...(wakeDue === 'no' ? [cancel('wake')] : []),
    { kind: 'poll', request },
  );
}

/** Shares which outputs expire soon from now on. AWS is not polled for that. */
function onExpiryDue(
  state: WatchState,
  lease: NonNullable<WatchState['lease']>,
  { expiringSoonFrom }: Settings,
  now: number,
): Transition {
  const { snapshots, lastPoll, storeLacks, transientFailure } = state;
  const next = { ...state, lease: { ...lease, expiryDue: false } };
  const expiring = expiriesAt(now, snapshots, lease.interest, expiringSoonFrom);
  // Without a poll of this lease, the first one brings them.
  if (lastPoll === null || expiring.length === 0) return to(next);
  const shared = [...(storeLacks ? others(snapshots, expiring) : []), ...expiring];
  const result: PollResult = { ...lastPoll, snapshots: shared, forgotten: [] };
  return to(
    { ...next, activity: { kind: 'write', result, isPolled: false }, heartbeatDue: true },
    { kind: 'write', fencingToken: lease.fencingToken, result, transientFailure },
  );
}

/** When the next output of the interest begins to expire soon. */
function expiryTimer(state: WatchState, { expiringSoonFrom }: Settings, now: number): WatchEffect {
  const { lease, snapshots, lastPoll, earliestExpiry } = state;
  const next = lease && lastPoll && nextExpiry(snapshots, lease.interest, expiringSoonFrom);
  const pause = next === null ? null : Math.max(0, Math.max(next, earliestExpiry) - now);
  return { kind: 'timer', timer: 'expiry', pause };
}

function onHeartbeat(
  state: WatchState,
  { epoch, version, changes, lastPoll, transientFailure, fencingToken, interests }: LeaseState,
  interest: Interest,
  settings: Settings,
  { now }: Times,
): Transition {
  const isNewEpoch = state.epoch !== null && epoch !== state.epoch;
  const known = isNewEpoch ? withoutHistories(state.snapshots) : state.snapshots;
  const { snapshots, changed } = mergeSnapshots(known, changes);
  const merged = { ...state, snapshots };
  const isFollower = state.lease === null && changed.length > 0;
  const isNews =
    epoch !== state.epoch ||
    (lastPoll === null) !== (state.lastPoll === null) ||
    lastPoll?.failure?.code !== state.lastPoll?.failure?.code ||
    transientFailure?.code !== state.transientFailure?.code;
  const leased = withLease(
    {
      ...(isFollower ? withForgotten(merged, oldEnds(snapshots, interest, now)) : merged),
      activity: idle,
      isStoreReachable: true,
      storeLacks: state.storeLacks || isNewEpoch,
      epoch,
      version,
      lastPoll,
      transientFailure,
    },
    fencingToken,
    mergeInterests(interests),
    settings,
    now,
  );
  return to(
    leased.state,
    ...(state.isStoreReachable
      ? []
      : [{ kind: 'log', level: 'info', message: 'shared storage is reachable again' } as const]),
    ...leased.effects,
    expiryTimer(leased.state, settings, now),
    { kind: 'timer', timer: 'heartbeat', pause: settings.heartbeatInterval },
    ...(changed.length > 0 || isNews ? [{ kind: 'publish', changes: changed } as const] : []),
  );
}

const withoutHistories = (snapshots: KnownSnapshots): KnownSnapshots =>
  new Map([...snapshots].map(([jobId, snapshot]) => [jobId, withoutHistory(snapshot)]));

/** Polls now, or when the pace says so, if this instance has the lease. */
function withLease(
  state: WatchState,
  fencingToken: number | null,
  interest: Interest,
  { pace, speed }: Settings,
  now: number,
): Transition {
  const { lease, schedule, snapshots } = state;
  if (fencingToken === null) {
    // The instance that polls gets the same hints.
    const next: WatchState = { ...state, lease: null, wakeDue: 'no', schedule: { ...schedule, hints: new Map() } };
    return to(next, cancel('poll'), cancel('hint'), cancel('wake'));
  }
  if (fencingToken !== lease?.fencingToken) {
    return to({
      ...state,
      lease: { fencingToken, interest, pollDue: 'all', expiryDue: false },
      schedule: restarted(schedule),
    });
  }
  const { pollDue, expiryDue } = lease;
  if (pollDue !== 'no') return to({ ...state, lease: { fencingToken, interest, pollDue, expiryDue } });
  if (schedule.failures === 0 && isIncomplete(schedule, interest, snapshots)) {
    return to({ ...state, lease: { fencingToken, interest, pollDue: 'some', expiryDue } });
  }
  const next = nextPoll(schedule, interest, snapshots, { now, speed, pace });
  return to(
    { ...state, lease: { fencingToken, interest, pollDue, expiryDue }, schedule: next.schedule },
    { kind: 'timer', timer: 'poll', pause: next.pause },
    { kind: 'timer', timer: 'hint', pause: next.hintPause },
  );
}

function onHeartbeatFailed(state: WatchState, error: unknown, { heartbeatInterval }: Settings): Transition {
  return to(
    // Another instance may poll by now.
    { ...state, activity: idle, isStoreReachable: false, lease: null, wakeDue: 'no' },
    ...(state.isStoreReachable
      ? [{ kind: 'log', level: 'warn', message: 'shared storage is unreachable', fields: { err: error } } as const]
      : []),
    cancel('poll'),
    cancel('hint'),
    cancel('wake'),
    cancel('expiry'),
    { kind: 'timer', timer: 'heartbeat', pause: heartbeatInterval },
  );
}

function onPolled(
  state: WatchState,
  event: WatchEvent & { kind: 'pollSucceeded' | 'pollFailed' },
  { expiringSoonFrom }: Settings,
  { now, realNow }: Times,
): Transition {
  if (state.activity.kind !== 'poll') return to(state);
  const { request, startedAt, fencingToken, woken } = state.activity;
  const { schedule, result, error } = afterPoll(state.schedule, request, startedAt, event);
  const transientFailure = error === null || result?.failure ? null : transientFailureOf(error);
  const polled: WatchState = {
    ...state,
    activity: idle,
    heartbeatDue: true,
    schedule,
    earliestWakePoll: realNow + minWakeInterval,
  };
  const { state: next, effects } = woken === 'no' ? to(polled) : onWoken(polled, woken, realNow);
  if (error !== null) {
    const level = error instanceof GatewayError ? 'warn' : 'error';
    const fields = { err: error, failures: schedule.failures };
    effects.push({ kind: 'log', level, message: 'polling AWS failed', fields });
  }
  const write = (shared: PollResult | null): Transition =>
    to({ ...next, activity: { kind: 'write', result: shared, isPolled: true } }, ...effects, {
      kind: 'write',
      fencingToken,
      result: shared,
      transientFailure,
    });
  if (result === null)
    return transientFailure?.code === state.transientFailure?.code ? to(next, ...effects) : write(null);
  const at = { at: startedAt, isFirstPoll: request.sweep && request.known.size === 0 };
  const seen = result.snapshots
    .map((snapshot) => observed(snapshot, state.snapshots.get(snapshot.jobId), at))
    .map((snapshot) => markedIfDue(snapshot, now, expiringSoonFrom));
  return write({ ...result, snapshots: [...(state.storeLacks ? others(state.snapshots, seen) : []), ...seen] });
}

const transientFailureOf = (error: unknown): WatchFailure =>
  error instanceof GatewayError
    ? { code: error.code, message: error.message }
    : { code: 'INTERNAL_SERVER_ERROR', message: 'Polling AWS failed with an internal error.' };

const others = (snapshots: KnownSnapshots, sent: readonly ObservedSnapshot[]): VersionedSnapshot[] => [
  ...dropSnapshots(
    snapshots,
    sent.map(({ jobId }) => jobId),
  ).values(),
];

function onWritten(state: WatchState, isWritten: boolean): Transition {
  if (state.activity.kind !== 'write') return to(state);
  const { result } = state.activity;
  const next = { ...state, activity: idle };
  if (!isWritten) return to(next, { kind: 'log', level: 'info', message: 'another instance has taken the lease' });
  if (result === null) return to(next);
  return to({ ...next, storeLacks: false, snapshots: dropSnapshots(state.snapshots, result.forgotten) });
}

function onWriteFailed(state: WatchState, error: unknown, { speed }: Settings, now: number): Transition {
  if (state.activity.kind !== 'write') return to(state);
  const { result, isPolled } = state.activity;
  if (!isPolled) {
    return to(
      { ...state, activity: idle, earliestExpiry: now + Math.max(expiryRetry, 1000 * speed) },
      { kind: 'log', level: 'warn', message: 'expiring outputs could not be shared', fields: { err: error } },
    );
  }
  const schedule = result === null ? state.schedule : withLostResult(state.schedule, now);
  return to(
    { ...state, activity: idle, schedule },
    { kind: 'log', level: 'warn', message: 'the result of a poll could not be shared', fields: { err: error } },
  );
}
