// The part of the state machine of a watch that makes polls due: timers, wakes, and hints that a job has changed. Pure.
import type { JobHint } from './jobHint.ts';
import { isNews, withHint } from './openHints.ts';
import { cancel, type PollDue, type TimerName, type Transition, to, type WatchState } from './watchState.ts';

const more = (one: PollDue, other: PollDue): PollDue => {
  if (one === 'all' || other === 'all') return 'all';
  return one === 'some' || other === 'some' ? 'some' : 'no';
};

const withPollDue = (state: WatchState, due: PollDue): WatchState =>
  state.lease === null ? state : { ...state, lease: { ...state.lease, pollDue: more(state.lease.pollDue, due) } };

export function onTimer(state: WatchState, timer: TimerName): WatchState {
  switch (timer) {
    case 'heartbeat':
      return { ...state, heartbeatDue: true };
    case 'poll':
      return withPollDue(state, 'all');
    case 'hint':
      return withPollDue(state, 'some');
    case 'expiry':
      return state.lease === null ? state : { ...state, lease: { ...state.lease, expiryDue: true } };
    case 'wake': {
      // A poll may have seen meanwhile what the hints say.
      const isSeen = state.wakeDue === 'some' && state.schedule.hints.size === 0;
      return { ...(isSeen ? state : withPollDue(state, state.wakeDue)), wakeDue: 'no' };
    }
  }
}

export function onHint(state: WatchState, hint: JobHint, realNow: number): Transition {
  const { lease, schedule, snapshots } = state;
  const { sweptAt } = schedule;
  if (lease && !isNews(hint, { interest: lease.interest, known: snapshots, sweptAt })) return to(state);
  const hints = withHint(schedule.hints, hint);
  if (!hints) return onWoken(state, 'all', realNow);
  return onWoken({ ...state, schedule: { ...schedule, hints } }, 'some', realNow);
}

export function onWoken(state: WatchState, due: PollDue, realNow: number): Transition {
  const { activity, lease, schedule, earliestWakePoll } = state;
  // While AWS fails, an earlier poll would only add to the load.
  if (schedule.failures > 0) return to(state);
  // What this poll has read may be older than the wake.
  if (activity.kind === 'poll') {
    return to({ ...state, activity: { ...activity, woken: more(activity.woken, due) } });
  }
  if (lease === null) return to(state);
  const wakeDue = more(state.wakeDue, due);
  const pause = earliestWakePoll - realNow;
  return pause > 0
    ? to({ ...state, wakeDue }, { kind: 'timer', timer: 'wake', pause })
    : to(withPollDue({ ...state, wakeDue: 'no' }, wakeDue), cancel('wake'));
}
