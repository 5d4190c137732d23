// The jobs that the board knows, from the events of the feed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyEvents,
  type FeedEvent,
  type JobsState,
  noJobs,
  reconnected,
} from '../../src/board/views/jobs/jobsState.ts';
import { jobWith } from './jobWith.ts';

const at = '2026-01-15T12:00:00Z';
const event = (change: FeedEvent['change'], id: string | null): FeedEvent => ({
  change,
  observedAt: at,
  job: id === null ? null : jobWith({ id }),
});
const whole = (...ids: string[]): FeedEvent[] => [...ids.map((id) => event('INITIAL', id)), event('INITIAL', null)];
const idsOf = ({ jobs }: JobsState) => [...jobs.keys()].sort();

test('the list is complete when the gateway says so, also when it is empty', () => {
  expect(applyEvents(noJobs, [event('INITIAL', 'a')]).isComplete).toBe(false);
  expect(applyEvents(noJobs, whole('a', 'b'))).toMatchObject({ isComplete: true, observedAt: at });
  expect(applyEvents(noJobs, whole()).isComplete).toBe(true);
});

test('jobs are added, replaced and removed', () => {
  const before = applyEvents(noJobs, whole('a', 'b'));
  const ended: FeedEvent = { ...event('ENDED', 'a'), job: jobWith({ id: 'a', phase: 'DONE', completionDate: at }) };
  const after = applyEvents(before, [event('CREATED', 'c'), ended, event('GONE', 'b'), event('CHANGED', null)]);
  expect(idsOf(after)).toEqual(['a', 'c']);
  expect(after.jobs.get('a')?.phase).toBe('DONE');
  // What is shown meanwhile does not change.
  expect(idsOf(before)).toEqual(['a', 'b']);
});

test('an ended job leaves the list after 24 hours without an event', () => {
  const ended = { ...event('INITIAL', 'a'), job: jobWith({ id: 'a', phase: 'DONE', completionDate: at }) };
  const before = applyEvents(noJobs, [ended, event('INITIAL', null)]);
  const later = (hours: number): FeedEvent => ({
    ...event('CHANGED', 'b'),
    observedAt: new Date(Date.parse(at) + hours * 3_600_000).toISOString(),
  });
  expect(idsOf(applyEvents(before, [later(23.9)]))).toEqual(['a', 'b']);
  expect(idsOf(applyEvents(before, [later(24.1)]))).toEqual(['b']);
});

describe('after a reconnect', () => {
  test('what was missed is added, and nothing is dropped', () => {
    const before = reconnected(applyEvents(noJobs, whole('a', 'b')));
    expect(idsOf(applyEvents(before, [event('CREATED', 'c'), event('CHANGED', 'a')]))).toEqual(['a', 'b', 'c']);
  });

  test('a whole state drops the jobs that do not arrive again, when it is complete and not before', () => {
    const before = reconnected(applyEvents(noJobs, whole('a', 'b')));
    const half = applyEvents(before, [event('INITIAL', 'b'), event('INITIAL', 'c')]);
    expect(idsOf(half)).toEqual(['a', 'b', 'c']);
    expect(half).toMatchObject({ isComplete: true, isCurrent: false });
    const end = applyEvents(half, [event('INITIAL', null)]);
    expect(idsOf(end)).toEqual(['b', 'c']);
    expect(end.isCurrent).toBe(true);
    expect(idsOf(applyEvents(before, whole()))).toEqual([]);
  });

  test('the time is that of the new connection, also when it is earlier', () => {
    const before = reconnected(applyEvents(noJobs, whole('a')));
    expect(before.observedAt).toBe(at);
    const earlier = '2026-01-10T12:00:00Z';
    const events = whole('a').map((each) => ({ ...each, observedAt: earlier }));
    expect(applyEvents(before, events).observedAt).toBe(earlier);
    expect(applyEvents(applyEvents(before, events), [event('CHANGED', 'a')]).observedAt).toBe(at);
  });

  test('the list is the present one, however the events are cut into frames and the connection is cut meanwhile', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const changes = fc.array(fc.tuple(fc.constantFrom('CREATED', 'CHANGED', 'ENDED', 'GONE', 'INITIAL'), id), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(id),
        changes,
        fc.uniqueArray(id),
        fc.integer({ min: 0, max: 5 }),
        (first, seen, last, cut) => {
          const lost = [
            ...whole(...first),
            ...seen.map(([change, each]) => event(change as FeedEvent['change'], each)),
          ];
          const before = reconnected(applyEvents(noJobs, lost));
          const events = whole(...last);
          const once = applyEvents(before, events);
          const frames = applyEvents(applyEvents(before, events.slice(0, cut)), events.slice(cut));
          expect(idsOf(once)).toEqual([...last].sort());
          expect(idsOf(frames)).toEqual([...last].sort());
        },
      ),
    );
  });
});
