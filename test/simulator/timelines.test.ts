// What holds for any jobs and whatever callers do to them: counters never go back, one job of a queue runs at a time, nothing
// leaves a status it has ended in, and an action changes nothing that was seen before it.
import { isDeepStrictEqual } from 'node:util';
import { JobStatus } from '@aws-sdk/client-s3-control';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchAction, BatchJob, BatchPlan, PassingStatus } from '../../src/simulator/s3control/batch/batchJob.ts';
import { batchOutcome, failedOf } from '../../src/simulator/s3control/batch/batchOutcome.ts';
import { batchProgress } from '../../src/simulator/s3control/batch/batchProgress.ts';
import { simulateQueue } from '../../src/simulator/s3control/batch/simulateQueue.ts';
import { isTerminal } from '../../src/simulator/s3control/batch/timeline.ts';
import { plan } from './batchSupport.ts';

const END = 400;
const passing: PassingStatus[] = [
  'New',
  'Preparing',
  'Suspended',
  'Ready',
  'Pausing',
  'Completing',
  'Failing',
  'Cancelling',
];

const stay = fc.oneof(fc.nat(20), fc.constant(Number.POSITIVE_INFINITY));
const durations = fc.record(Object.fromEntries(passing.map((status) => [status, stay]))) as fc.Arbitrary<
  BatchPlan['statusDurations']
>;
const tasks = fc.nat(3000).chain((count) => fc.record({ tasks: fc.constant(count), failedTasks: fc.nat(count) }));
const fault = fc.constantFrom<BatchPlan['fault']>(
  undefined,
  undefined,
  { at: 'manifest', failure: { FailureCode: 'M' } },
  { at: 'report', failure: { FailureCode: 'R' } },
);
const requested = fc.oneof(
  fc.constantFrom<BatchAction>({ kind: 'confirm' }, { kind: 'cancel' }),
  fc.nat(9).map((priority): BatchAction => ({ kind: 'priority', priority })),
);
const action = fc
  .record({ at: fc.nat(END), order: fc.nat(99) })
  .chain((when) => requested.map((what) => ({ ...when, ...what })));
const job = fc
  .record({
    id: fc.uuid(),
    createdAt: fc.nat(100),
    request: fc.record({ Priority: fc.nat(9), ConfirmationRequired: fc.boolean() }),
    plan: fc
      .tuple(tasks, durations, fc.integer({ min: 1, max: 200 }), fault)
      .map(([count, given, activeFor, itsFault]) =>
        plan({ ...count, statusDurations: given, activeFor, fault: itsFault }),
      ),
    actions: fc.array(action, { maxLength: 4 }),
  })
  .map(
    (given): BatchJob => ({
      ...given,
      // Of a request the timeline reads these two members alone.
      request: given.request as BatchJob['request'],
      queue: 'q',
      tags: new Map(),
      statusUpdateReason: undefined,
    }),
  );
const queue = fc.array(job, { minLength: 1, maxLength: 5 });

function statesOf(jobs: readonly BatchJob[], until = END) {
  const timelines = simulateQueue(jobs, () => true);
  return jobs.map((each) => {
    const timeline = timelines.get(each);
    if (!timeline) throw new Error('a job without a timeline');
    return Array.from({ length: until + 1 }, (_, now) => batchProgress(each, timeline, now));
  });
}

type State = ReturnType<typeof batchProgress>;

/** The rules that a moment of a job breaks. One expectation per moment would take most of the time. */
const brokenRules = (jobs: readonly BatchJob[], rules: Record<string, (state: State, before: State) => boolean>) =>
  statesOf(jobs).flatMap((states, index) =>
    states.flatMap((state, now) => {
      const before = states[now - 1] ?? state;
      const broken = Object.keys(rules).filter((name) => !rules[name]?.(state, before));
      return broken.map((name) => ({ job: index, now, broken: name, before, state }));
    }),
  );

test('counts forward only, within the number of tasks, and counts time only while Active', () => {
  fc.assert(
    fc.property(queue, (jobs) => {
      const broken = brokenRules(jobs, {
        'succeeded grows': (state, before) => state.succeeded >= before.succeeded,
        'failed grows': (state, before) => state.failed >= before.failed,
        'no more than all tasks': ({ succeeded, failed, tasks: all }) => succeeded + failed <= all,
        'time counts while Active': (state, before) => state.active === before.active || before.status === 'Active',
        'time counts by one': ({ active }, before) => active >= before.active && active <= before.active + 1,
      });
      expect(broken).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('lets one job of a queue run at a time', () => {
  fc.assert(
    fc.property(queue, (jobs) => {
      const states = statesOf(jobs);
      for (let now = 0; now <= END; now += 1) {
        const active = states.filter((state) => state[now]?.status === 'Active').length;
        if (active > 1) expect.fail(`${active} jobs are Active at ${now}`);
      }
    }),
    { numRuns: 60 },
  );
});

test('never leaves a final status, and has a reason exactly if it fails', () => {
  fc.assert(
    fc.property(queue, (jobs) => {
      const broken = brokenRules(jobs, {
        'a final status stays': (state, before) => !isTerminal(before.status) || isDeepStrictEqual(state, before),
        'a reason if it fails': ({ failure, status }) =>
          (failure !== undefined) === (status === 'Failing' || status === 'Failed'),
      });
      expect(broken).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('changes nothing before a deed by the deed', () => {
  fc.assert(
    fc.property(queue, action, fc.nat(4), (jobs, late, which) => {
      const target = jobs[which % jobs.length];
      const others = jobs.map((each) => ({ ...each, actions: each.actions.filter(({ at }) => at < late.at) }));
      const acted = others.map((each, index) =>
        jobs[index] === target ? { ...each, actions: [...each.actions, { ...late, order: 100 }] } : each,
      );
      if (late.at === 0) return;
      expect(statesOf(acted, late.at - 1)).toEqual(statesOf(others, late.at - 1));
    }),
    { numRuns: 60 },
  );
});

test('fails tasks evenly, and all that the plan says', () => {
  const counts = fc.integer({ min: 1, max: 20_000_000_000 });
  fc.assert(
    fc.property(
      counts,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, share, at) => {
        const given = plan({ tasks: all, failedTasks: Math.floor(all * share) });
        const run = Math.floor(all * at);
        const [now, next] = [failedOf(given, run), failedOf(given, Math.min(all, run + 1))];
        expect(next).toBeGreaterThanOrEqual(now);
        expect(Math.min(all, run + 1) - next).toBeGreaterThanOrEqual(run - now);
        expect(failedOf(given, all)).toBe(given.failedTasks);
      },
    ),
    // The product of run and failed is no longer exact there.
    { examples: [[7_455_109_126, 0.2501266156516352, 0.999]], numRuns: 1000 },
  );
});

test.each([
  [999, 999, 999],
  [1000, 500, 1000],
  [1000, 501, 1000],
  [2000, 1001, 1001],
  [5000, 5000, 1000],
])('of %i tasks with %i failing it runs %i', (all, failedTasks, run) => {
  const outcome = batchOutcome(plan({ tasks: all, failedTasks }));
  expect(outcome.tasksRun).toBe(run);
  expect(outcome.failure !== undefined).toBe(all >= 1000 && failedTasks * 2 > all);
});

test('knows every status that AWS has', () => {
  expect(Object.values(JobStatus).filter(isTerminal).sort()).toEqual(['Cancelled', 'Complete', 'Failed']);
  expect(Object.values(JobStatus)).toHaveLength(13);
});
