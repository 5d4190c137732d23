import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchJobStatus } from '../../../src/aws/s3control/batchJob.ts';
import type { FeedSource } from '../../../src/watch/feedState.ts';
import type { JobSnapshot } from '../../../src/watch/watchStore.ts';
import { batch, batchPlace, fakeWatches } from '../../watch/fakeWatches.ts';
import { allJobs, broadcasting, type Listener, progressOf, settled, some, statusOf } from './broadcasting.ts';

type Step =
  | { do: 'see'; job: string; status: BatchJobStatus; done: number }
  | { do: 'join' | 'leave' | 'slow' | 'drain' | 'return'; who: number }
  | { do: 'settle' };

const jobs = ['a', 'b', 'c', 'd'];
const who = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('see' as const),
      job: fc.constantFrom(...jobs),
      status: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom<BatchJobStatus>('NEW', 'READY', 'ACTIVE', 'ACTIVE', 'PAUSED') },
        { weight: 1, arbitrary: fc.constantFrom<BatchJobStatus>('COMPLETE', 'FAILED') },
      ),
      done: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('join' as const, 'leave' as const, 'slow' as const, 'drain' as const, 'return' as const),
      who,
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'settle' }) },
);

/** Five clients connect, read slowly, disconnect and reconnect, while jobs change. */
async function play(wish: FeedSource, content: (snapshot: JobSnapshot) => string, steps: Step[], turns: number[]) {
  const watches = fakeWatches();
  const watch = watches.at(batchPlace);
  let turn = 0;
  const renderTurns = () => turns[turn++ % turns.length] ?? 0;
  let current = broadcasting(wish, content, renderTurns, watches);
  const listeners = new Map<number, Listener>();
  /** All events that a client has received over its connections, by job. */
  const memory = new Map<number, string[]>();
  const finish = (client: number, listener: Listener) => {
    memory.set(client, [...(memory.get(client) ?? []), ...listener.received]);
    listeners.delete(client);
  };
  const join = (client: number, lastId: string | null) => {
    if (current.counts.over > 0) current = broadcasting(wish, content, renderTurns, watches);
    listeners.set(client, current.join(lastId));
  };
  for (const each of steps) {
    if (each.do === 'settle') await settled();
    else if (each.do === 'see') watch.see(batch(each.job, each.status, each.done));
    else {
      const listener = listeners.get(each.who);
      if (each.do === 'join' && !listener) {
        memory.delete(each.who);
        join(each.who, null);
      } else if (each.do === 'leave' || each.do === 'return') {
        if (!listener) continue;
        finish(each.who, listener);
        listener.reader?.unsubscribe();
        await settled();
        const lastId = listener.ids.at(-1) ?? null;
        if (each.do === 'return' && listener.completed === 0) join(each.who, lastId);
      } else if (each.do === 'slow' && listener) listener.isSlow = true;
      else if (each.do === 'drain') listener?.drain();
    }
  }
  await settled();
  for (const listener of listeners.values()) listener.drain();
  await settled();
  return { watch, listeners, memory };
}

/** The events of each job in order. */
const byJob = (received: readonly string[]) => {
  const all = new Map<string, string[]>();
  for (const line of received) {
    const [job = ''] = line.split(' ');
    all.set(job, [...(all.get(job) ?? []), line]);
  }
  return all;
};

describe('whatever happens to readers and jobs', () => {
  const ranks = ['NEW', 'READY ACTIVE PAUSED', 'COMPLETE FAILED'];
  const rankOf = (line: string) => ranks.findIndex((rank) => rank.includes(line.split(' ')[1] ?? '?'));
  const isEnd = (line: string) => rankOf(line) === 2;

  test.each([
    ['the status', statusOf],
    ['everything', progressOf],
  ])(
    'each knows the newest of each job in the end, never went back, and had each end once (%s)',
    async (_, content) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 60, size: 'max' }),
          fc.array(fc.nat(6), { minLength: 1, maxLength: 7 }),
          fc.boolean(),
          async (steps, turns, isAll) => {
            const { watch, listeners, memory } = await play(
              isAll ? allJobs : some('a', 'b', 'c'),
              content,
              steps,
              turns,
            );
            for (const [client, { received }] of listeners) {
              const known = byJob([...(memory.get(client) ?? []), ...received]);
              for (const [jobId, snapshot] of watch.snapshots) {
                if (isAll || jobId !== 'd') expect(known.get(jobId)?.at(-1)).toBe(content(snapshot));
              }
              for (const lines of byJob(received).values()) {
                expect(lines.filter(isEnd).length).toBeLessThanOrEqual(1);
                for (const [index, line] of lines.entries()) {
                  const before = lines[index - 1];
                  if (before !== undefined) expect(rankOf(line)).toBeGreaterThanOrEqual(rankOf(before));
                }
              }
            }
          },
        ),
        { numRuns: 150 },
      );
    },
  );
});
