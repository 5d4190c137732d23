import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchJobStatus } from '../../../src/aws/s3control/batchJob.ts';
import { batchPhaseOf } from '../../../src/jobs/batchJobState.ts';
import type { JobRecord } from '../../../src/jobs/jobState.ts';
import type { FeedEvent } from '../../../src/watch/feedEvent.ts';
import type { FeedSource } from '../../../src/watch/feedSources.ts';
import { splitResumeId } from '../../../src/watch/resumeId.ts';
import { equal } from '../../support/equal.ts';
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

interface Told {
  jobId: string;
  said: string;
  change: string;
  previousPhase: string | null;
  phase: string | null;
  /** In the event ID: what the client has received, and up to where it has everything. */
  version: number;
  completeVersion: number;
}

/** A feed of one source has one version after the prefix; 0 without one. */
const versionOf = (id: string) => Number(id.split('.')[1] ?? 0);
const versionsIn = (id: string) => {
  const { receivedId, completeId } = splitResumeId(id);
  return { version: versionOf(receivedId), completeVersion: versionOf(completeId) };
};

/** For a client that reconnects before it has everything: what it knew of each job when it last had everything. */
function reconnections(all: readonly Told[], lastId: string): Told[] {
  const { version, completeVersion } = versionsIn(lastId);
  return jobs.map((jobId) => {
    const isKnown = (told: Told) =>
      told.jobId === jobId && told.change !== 'RECONNECTED' && told.version <= completeVersion;
    const last = all.findLast(isKnown);
    const phase = last === undefined || last.change === 'GONE' ? null : last.phase;
    return { jobId, said: '', change: 'RECONNECTED', previousPhase: null, phase, version, completeVersion };
  });
}

const toldBy = ({ received, changes, ids }: Listener): Told[] =>
  received.map((said, at) => {
    const [jobId = '', status = ''] = said.split(' ');
    const [change = '', previousPhase = null] = (changes[at] ?? '').split(' from ');
    const phase = batchPhaseOf({ status: status as BatchJobStatus });
    return { jobId, said, change, previousPhase, phase, ...versionsIn(ids[at] ?? '') };
  });

/** Five clients connect, read slowly, disconnect and reconnect, while jobs change. */
async function play(
  wish: FeedSource,
  content: (event: Pick<FeedEvent, 'job' | 'error'>) => string,
  steps: Step[],
  turns: number[],
) {
  const watches = fakeWatches();
  const watch = watches.at(batchPlace);
  let turn = 0;
  const renderTurns = () => turns[turn++ % turns.length] ?? 0;
  let current = broadcasting(wish, content, renderTurns, watches);
  const listeners = new Map<number, Listener>();
  /** All events that a client has received over its connections, by job. */
  const memory = new Map<number, Told[]>();
  const lastIds = new Map<number, string>();
  const finish = (client: number, listener: Listener) => {
    memory.set(client, [...(memory.get(client) ?? []), ...toldBy(listener)]);
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
        lastIds.delete(each.who);
        join(each.who, null);
      } else if (each.do === 'leave' || each.do === 'return') {
        if (!listener) continue;
        finish(each.who, listener);
        listener.reader?.unsubscribe();
        await settled();
        const lastId = listener.ids.at(-1);
        if (lastId !== undefined) lastIds.set(each.who, lastId);
        const resumeId = lastIds.get(each.who) ?? '';
        const all = memory.get(each.who) ?? [];
        if (resumeId.includes('~')) memory.set(each.who, [...all, ...reconnections(all, resumeId)]);
        if (each.do === 'return' && listener.completed === 0) join(each.who, lastIds.get(each.who) ?? null);
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
const byJob = (received: readonly Told[]) => {
  const all = new Map<string, Told[]>();
  for (const told of received) all.set(told.jobId, [...(all.get(told.jobId) ?? []), told]);
  return all;
};

/** Broken promises of a sequence of events of one job. */
function faultsOf(events: readonly Told[]): string[] {
  const faults: string[] = [];
  let known: string | null = null;
  let wasGone = false;
  /** What it knew when it last had everything, if it has reconnected since. */
  let complete: { known: string | null } | null = null;
  let ends = 0;
  for (const { change, previousPhase, phase } of events) {
    if (change === 'RECONNECTED') {
      complete = { known: phase };
      continue;
    }
    // The ID says what it knew then. Of what it has received since, the gateway cannot tell all.
    if (complete && previousPhase === complete.known) known = complete.known;
    // And it may be sent the last event of a job that it has not received.
    if (complete && previousPhase !== null && known === null) known = previousPhase;
    complete = null;
    const isFirst = change === 'INITIAL' || change === 'CREATED';
    if (isFirst !== (known === null)) faults.push(`${change} of a job known as ${known}`);
    if (change === 'INITIAL' && wasGone) faults.push('INITIAL after GONE');
    if (previousPhase !== known) faults.push(`${change} from ${previousPhase}, known as ${known}`);
    if (phase === 'DONE' && !isFirst && change !== 'ENDED') faults.push(`${change} of an ended job`);
    if (change === 'ENDED') ends += 1;
    wasGone ||= change === 'GONE';
    known = change === 'GONE' ? null : phase;
  }
  if (ends > 1) faults.push('ended twice');
  return faults;
}

const isActive = (job: JobRecord) => job.kind === 'BatchJob' && job.status === 'ACTIVE';

/** The last jobs end, and so does the feed, while a client that has reconnected catches up. */
const endsWhileResuming: [Step[], number[], FeedSource][] = [
  [
    [
      { do: 'see', job: 'c', status: 'NEW', done: 0 },
      { do: 'join', who: 4 },
      { do: 'settle' },
      { do: 'see', job: 'a', status: 'COMPLETE', done: 0 },
      { do: 'see', job: 'c', status: 'NEW', done: 1 },
      { do: 'return', who: 4 },
      { do: 'see', job: 'b', status: 'COMPLETE', done: 0 },
      { do: 'see', job: 'c', status: 'COMPLETE', done: 0 },
    ],
    [0],
    some('a', 'b', 'c'),
  ],
];

describe('whatever happens to readers and jobs', () => {
  const ranks = ['NEW', 'READY ACTIVE PAUSED', 'COMPLETE FAILED'];
  const rankOf = ({ said }: Told) => ranks.findIndex((rank) => rank.includes(said.split(' ')[1] ?? '?'));
  const isEnd = (told: Told) => rankOf(told) === 2;

  test.each([
    ['the status', statusOf],
    ['everything', progressOf],
  ])(
    'each knows the newest of each job in the end, and what happened to it, never went back, and had each end once (%s)',
    async (_, content) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 60, size: 'max' }),
          fc.array(fc.nat(6), { minLength: 1, maxLength: 7 }),
          fc.constantFrom<FeedSource>(allJobs, some('a', 'b', 'c'), { ...allJobs, matches: isActive }),
          async (steps, turns, source) => {
            const { watch, listeners, memory } = await play(source, content, steps, turns);
            for (const [client, listener] of listeners) {
              const received = toldBy(listener);
              const known = byJob([...(memory.get(client) ?? []), ...received]);
              for (const [jobId, { job }] of watch.snapshots) {
                if (!source.interest.all && jobId === 'd') continue;
                const last = known.get(jobId)?.findLast(({ change }) => change !== 'RECONNECTED');
                if (job && (source.matches?.(job) ?? true)) expect(last?.said).toBe(content({ job, error: null }));
                else if (last) expect(['GONE', 'ENDED']).toContain(last.change);
              }
              const faults = [...known.values()].flatMap(faultsOf);
              for (const events of byJob(received).values()) {
                if (events.filter(isEnd).length > 1) faults.push('two ends');
                const wentBack = events.filter((told, index) => rankOf(told) < rankOf(events[index - 1] ?? told));
                faults.push(...wentBack.map(({ said }) => `went back to ${said}`));
              }
              // One expect() for each client, for its cost.
              equal(faults, []);
            }
          },
        ),
        { numRuns: 300, examples: endsWhileResuming },
      );
    },
  );
});
