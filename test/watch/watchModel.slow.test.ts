// A watch against a simple model, under every order of events that chance brings: who may poll, and who gets what.
import fc, { type AsyncCommand } from 'fast-check';
import { describe, test } from 'vitest';
import { equal } from '../support/equal.ts';
import { maxPause, WatchModel } from './watchModel.ts';

/** What the model expects: how many subscribers there are, and so whether there is a watch. */
interface Expected {
  subscribers: number;
  /** Whether other instances share the store. */
  isShared: boolean;
}

type Step = AsyncCommand<Expected, WatchModel>;

const jobIds = ['a', 'b', 'c'];
const sweepInterval = 6 * 3_600_000;

const check = (expected: Expected, real: WatchModel) => {
  equal([real.isWatched, ...real.faults], [expected.subscribers > 0]);
};

function step(
  name: string,
  run: (real: WatchModel, expected: Expected) => void | Promise<void>,
  isPossible: (expected: Readonly<Expected>) => boolean = () => true,
): Step {
  return {
    check: isPossible,
    run: async (expected, real) => {
      await run(real, expected);
      check(expected, real);
    },
    toString: () => name,
  };
}

const subscribe = (wanted: readonly string[] | 'all') =>
  step(
    `subscribe(${wanted})`,
    (real, expected) => {
      real.subscribe(wanted);
      expected.subscribers += 1;
    },
    ({ subscribers }) => subscribers < 5,
  );

const unsubscribe = (index: number) =>
  step(
    `unsubscribe(${index})`,
    (real, expected) => {
      real.unsubscribe(index);
      expected.subscribers -= 1;
    },
    ({ subscribers }) => subscribers > 0,
  );

/** Everybody has what AWS says now, once everything works again. */
async function converged(real: WatchModel): Promise<void> {
  real.isStoreReachable = true;
  real.aws = 'works';
  real.isLagging = false;
  await real.rest();
  if (real.holder === 'another instance') real.returnLease();
  for (let times = 0; times < 3; times += 1) {
    await real.rest();
    // Longer than any pause by the pace of jobs or after failures.
    real.passAwsTime(2 * maxPause);
  }
  // Only the next sweep lists a job that came and went between two polls.
  real.passAwsTime(sweepInterval + 1);
  await real.rest();
  for (const { feed, all, jobIds: wanted, received, expiring, knownEnds } of real.subscribers) {
    if (feed.failure) continue;
    const expires = (id: string) => real.isExpiring(id) && !real.isForgotten(id);
    equal([...knownEnds].filter(expires).sort(), expiring.filter(expires).sort());
    const due = all
      ? jobIds.filter((id) => real.progressOf(id) >= 0 && !real.isForgotten(id))
      : // A job that does not exist is not asked for again: its subscriber is done.
        wanted.filter((id) => lastOf(received, id) !== -1);
    equal(
      {
        hasPresentState: feed.hasPresentState,
        failures: feed.health.targets.map(({ failure }) => failure),
        received: due.map((id) => [id, lastOf(received, id)]),
      },
      {
        hasPresentState: true,
        failures: [null],
        received: due.map((id) => [id, real.progressOf(id)]),
      },
    );
  }
  // Other instances get it from the store.
  if (!real.subscribers.some(({ feed, all }) => all && !feed.failure)) return;
  const kept = jobIds.filter((id) => !real.isForgotten(id));
  equal(
    kept.map((id) => [id, real.storedProgressOf(id)]),
    kept.map((id) => [id, real.progressOf(id)]),
  );
}

const lastOf = (received: Map<string, number[]>, jobId: string) => received.get(jobId)?.at(-1);

/** A wake that came during a poll has led to another one, and whoever joined has the present state. */
async function rested(real: WatchModel): Promise<void> {
  await real.rest();
  if (real.isHealthy)
    equal(
      real.subscribers.filter(({ feed }) => !feed.hasPresentState),
      [],
    );
  if (real.subscribers.some(({ all }) => all)) equal(real.owesPoll, false);
}

/** Another instance polls: subscribers here get what it stores. */
async function followed(real: WatchModel): Promise<void> {
  if (real.holder !== 'another instance' || !real.isStoreReachable) return;
  await real.rest();
  real.pollElsewhere();
  await real.rest();
  for (const { feed, jobIds: wanted, received } of real.subscribers) {
    if (feed.failure) continue;
    for (const jobId of wanted) {
      equal([jobId, lastOf(received, jobId)], [jobId, real.storedProgressOf(jobId)]);
    }
  }
}

/** A wake arrives while a poll is in flight, if there is one. */
async function wokenDuringPoll(real: WatchModel): Promise<void> {
  for (let answers = 0; answers < 6 && !real.isPolling; answers += 1) await real.deliver();
  if (real.isPolling) real.wake(null);
  await rested(real);
}

/** The store is away for as long as it takes a heartbeat to notice. */
async function storeOutage(real: WatchModel): Promise<void> {
  real.isStoreReachable = false;
  await real.rest();
  real.wake(null);
  await real.rest();
  real.isStoreReachable = true;
}

/** A poll fails, and nothing but the watch itself makes another one. */
async function failedPoll(real: WatchModel): Promise<void> {
  real.aws = 'fails for now';
  real.passAwsTime(maxPause);
  await real.rest();
  real.aws = 'works';
}

/** Everything was seen, and then the store loses it. */
async function loss(real: WatchModel): Promise<void> {
  await real.rest();
  real.emptyStore();
  await real.rest();
}

const sharedOnly = ({ isShared }: Readonly<Expected>) => isShared;

const steps = [
  fc.oneof(fc.constant('all' as const), fc.subarray(jobIds, { minLength: 1 })).map(subscribe),
  fc.nat(4).map(unsubscribe),
  fc
    .record({ jobId: fc.constantFrom(...jobIds), by: fc.constantFrom(1, 1, 1, 7, 100) })
    .map(({ jobId, by }) => step(`advanceJob(${jobId}, ${by})`, (real) => real.advanceJob(jobId, by))),
  fc.option(fc.constantFrom(...jobIds)).map((hint) => step(`wake(${hint})`, (real) => real.wake(hint))),
  fc.nat(3).map((index) => step(`deliver(${index})`, (real) => real.deliver(index))),
  fc.nat(3).map((index) => step(`deliver(${index})`, (real) => real.deliver(index))),
  fc.oneof(fc.constant('all' as const), fc.subarray(jobIds, { minLength: 1 })).map(subscribe),
  fc.constant(step('rest', rested)),
  fc.constant(step('rest', rested)),
  fc.constant(step('wokenDuringPoll', wokenDuringPoll)),
  fc.constant(step('failedPoll', failedPoll)),
  fc.constant(step('storeOutage', storeOutage, sharedOnly)),
  fc.constant(step('loss', loss, sharedOnly)),
  fc.constantFrom(100, 250, 1_000).map((time) => step(`passRealTime(${time})`, (real) => real.passRealTime(time))),
  fc
    .constantFrom(5_000, 60_000, maxPause, 24 * 3_600_000)
    .map((time) => step(`passAwsTime(${time})`, (real) => real.passAwsTime(time))),
  fc.boolean().map((isReachable) =>
    step(
      `isStoreReachable = ${isReachable}`,
      (real) => {
        real.isStoreReachable = isReachable;
      },
      sharedOnly,
    ),
  ),
  fc.constant(step('emptyStore', (real) => real.emptyStore(), sharedOnly)),
  fc.constant(step('takeLeaseAway', (real) => real.takeLeaseAway(), sharedOnly)),
  fc.constant(step('followed', followed, sharedOnly)),
  fc.constant(
    step(
      'returnLease',
      (real) => {
        if (real.holder === 'another instance') real.returnLease();
      },
      sharedOnly,
    ),
  ),
  fc.constantFrom('works' as const, 'works' as const, 'fails for now' as const, 'refuses' as const).map((how) =>
    step(`aws ${how}`, (real) => {
      real.aws = how;
    }),
  ),
  fc.boolean().map((isLagging) =>
    step(`isLagging = ${isLagging}`, (real) => {
      real.isLagging = isLagging;
    }),
  ),
];

describe('a watch, in any order of events', () => {
  test('never polls twice at once or without a fencing token, never reverts a job, and brings every subscriber up to date', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.commands(steps, { maxCommands: 40, size: 'max' }),
        async (isShared, commands) => {
          const real = new WatchModel(isShared);
          await fc.asyncModelRun(() => ({ model: { subscribers: 0, isShared }, real }), commands);
          await converged(real);
          real.subscribe('all');
          await converged(real);

          // A while later, before the next poll is due, a new subscriber gets the present state.
          real.advanceJob('a', 1);
          real.passAwsTime(10_000);
          real.subscribe('all');
          await real.rest();
          const { received, feed } = real.subscribers.at(-1) ?? {};
          if (received && !feed?.failure && !real.isForgotten('a')) {
            equal(lastOf(received, 'a'), real.progressOf('a'));
          }

          while (real.subscribers.length > 0) real.unsubscribe(0);
          const { polls } = real;
          await real.rest();
          real.passAwsTime(maxPause);
          await real.rest();
          equal([real.faults, real.polls], [[], polls]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
