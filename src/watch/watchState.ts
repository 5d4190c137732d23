// States, events and effects of a watch. transition.ts computes the next state and the effects; watch.ts performs them.
//
//            heartbeat due                 poll due, with a lease            outcome to share
//     +----------------------- idle ---------------------------------> poll -----------------> write
//     v                        ^ ^ ^                                    |                        |
//   heartbeat -----------------' | '------------------------------------'                        |
//            succeeded or failed |      transient failure                                        |
//                                '---------------------------------------------------------------'
//                                                     written, rejected or failed
//   Every state goes to closed, and nothing leaves closed. A poll makes a heartbeat due: it brings the poll's own changes.
//
//   lease           becomes by                           a poll becomes due by
//   none            heartbeat without token, or failed   nothing: another instance polls, or nobody can
//   held, `all`     heartbeat with a new token           -> poll of everything wanted, as soon as idle
//   held, `some`    heartbeat, something wanted unseen   -> poll of what is missing and of hinted jobs only
//   held, `no`      poll begins                          poll timer (pace of the jobs), wake -> `all`; hint timer,
//                                                        wake with a hint -> `some`; wake timer -> what the wakes asked for
//
//   The expiry timer rings when the output of an ended job begins to expire soon. The instance with the lease writes that at
//   once, without a poll, and a heartbeat brings it, as after a poll.
//
//   A wake during a poll, or soon after one, sets the wake timer. A wake while AWS fails changes nothing but keeps its hint. A
//   hint that says what is known, or is about a job that nobody wants, changes nothing.
import type { JobHint } from './jobHint.ts';
import type { KnownSnapshots } from './knownSnapshots.ts';
import type { PollOutcome, PollRequest } from './poll.ts';
import { initialSchedule, type PollSchedule } from './pollSchedule.ts';
import type { Interest, LeaseState, PollResult, VersionedSnapshot, WatchFailure } from './watchStore.ts';

/** What a poll is due for. */
export type PollDue = 'no' | 'some' | 'all';

/** One at a time. */
type Activity =
  | { kind: 'idle' }
  | { kind: 'heartbeat' }
  | { kind: 'poll'; fencingToken: number; request: PollRequest; startedAt: number; woken: PollDue }
  /** `isPolled`: of a poll; else of outputs that expire soon. */
  | { kind: 'write'; result: PollResult | null; isPolled: boolean }
  | { kind: 'closed' };

/** Held by the instance that polls. */
interface Lease {
  fencingToken: number;
  /** Of all instances together. */
  interest: Interest;
  pollDue: PollDue;
  /** Whether outputs may expire soon from now on. */
  expiryDue: boolean;
}

export interface WatchState {
  readonly activity: Activity;
  readonly heartbeatDue: boolean;
  readonly lease: Lease | null;
  readonly schedule: PollSchedule;
  /** In real time: an earlier wake waits until then. */
  readonly earliestWakePoll: number;
  /** What becomes due with the wake timer. */
  readonly wakeDue: PollDue;
  /** In AWS's time: after a failure, outputs that expire soon are written no earlier. */
  readonly earliestExpiry: number;
  readonly isStoreReachable: boolean;
  /** What is known, oldest change first. */
  readonly snapshots: KnownSnapshots;
  /** Names the numbering of the versions; null until the store was reached. */
  readonly epoch: string | null;
  /** Of the newest snapshot in the store, in this epoch. */
  readonly version: number;
  readonly lastPoll: LeaseState['lastPoll'];
  /** Why the last poll failed, by whichever instance, if that may pass. */
  readonly transientFailure: WatchFailure | null;
  /** The store may have snapshots that this watch has forgotten. */
  readonly hasForgotten: boolean;
  /** The store has lost snapshots that this watch has. */
  readonly storeLacks: boolean;
}

export const initialState: WatchState = {
  activity: { kind: 'idle' },
  heartbeatDue: false,
  lease: null,
  schedule: initialSchedule,
  earliestWakePoll: 0,
  wakeDue: 'no',
  earliestExpiry: 0,
  isStoreReachable: true,
  snapshots: new Map(),
  epoch: null,
  version: 0,
  lastPoll: null,
  transientFailure: null,
  hasForgotten: false,
  storeLacks: false,
};

export type WatchEvent =
  | { kind: 'subscribed'; interest: Interest }
  | { kind: 'unsubscribed' }
  /** The store has changes. */
  | { kind: 'storeChanged' }
  | { kind: 'woken'; hint: JobHint | null }
  | { kind: 'timer'; timer: TimerName }
  /** The runner can begin something. `interest` is that of the subscribers here. */
  | { kind: 'ready'; interest: Interest }
  | { kind: 'heartbeatSucceeded'; leaseState: LeaseState; interest: Interest }
  | { kind: 'heartbeatFailed'; error: unknown }
  | { kind: 'pollSucceeded'; outcome: PollOutcome; jitter: number }
  | { kind: 'pollFailed'; error: unknown; jitter: number }
  | { kind: 'writeSucceeded'; isWritten: boolean }
  | { kind: 'writeFailed'; error: unknown }
  | { kind: 'closed' };

export type TimerName = 'heartbeat' | 'poll' | 'hint' | 'wake' | 'expiry';

export type WatchEffect =
  | { kind: 'heartbeat'; known: { epoch: string | null; version: number }; interest: Interest }
  | { kind: 'poll'; request: PollRequest }
  | { kind: 'write'; fencingToken: number; result: PollResult | null; transientFailure: WatchFailure | null }
  /** Brings the changes to all subscribers; none when only the epoch, the first poll or a failure is new. */
  | { kind: 'publish'; changes: readonly VersionedSnapshot[] }
  | { kind: 'wakeAll' }
  /** Sets the timer anew, or cancels it if null. `poll`, `hint` and `expiry` count in AWS's time, the others in real time. */
  | { kind: 'timer'; timer: TimerName; pause: number | null }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string; fields?: object }
  /** Ends the calls in flight and all timers, and leaves the store. */
  | { kind: 'leave' };

/** Whether an event `ready` would begin something. */
export const isReady = ({ activity, heartbeatDue, lease }: WatchState): boolean =>
  activity.kind === 'idle' && (heartbeatDue || (lease !== null && (lease.pollDue !== 'no' || lease.expiryDue)));

/** The next state, and what it brings about. */
export interface Transition {
  state: WatchState;
  effects: WatchEffect[];
}

export const to = (state: WatchState, ...effects: WatchEffect[]): Transition => ({ state, effects });

export const cancel = (timer: TimerName): WatchEffect => ({ kind: 'timer', timer, pause: null });
