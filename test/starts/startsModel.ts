// A model of gateways, their reservations and an AWS whose list lags. Actions come in random order from a seed; the model
// checks each answer against the jobs that really exist.
import { setImmediate as turn } from 'node:timers/promises';
import { type AdjustableClock, type Clock, createClock } from '../../src/core/clock.ts';
import {
  GatewayError,
  IndeterminateError,
  InProgressError,
  ServiceUnavailableError,
  ThrottledError,
} from '../../src/core/errors.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { createStarts, startLease } from '../../src/starts/createStarts.ts';
import { settledAfter } from '../../src/starts/executeStart.ts';
import type { Reservations, StartedJob } from '../../src/starts/reservations.ts';
import type { Start } from '../../src/starts/start.ts';

const timeouts = { attempt: 2_000, call: 5_000 };
const listConsistencyDelay = 60_000;
export const leaseTtl = startLease(timeouts);
export const settled = settledAfter({ timeouts, listConsistencyDelay });

/** The reservations of the gateways, and the ways in which they can be lost. */
export interface ModelStore {
  /** For a gateway that starts, first or after it was killed. */
  open(instance: number, clock: Clock): Promise<Reservations>;
  /** Each takes what it needs from `random`, which returns 0 to 1. */
  losses: Record<string, (random: () => number) => Promise<void>>;
  /** Lets what is in flight arrive. */
  flush(): Promise<void>;
}

export interface ModelOptions {
  seed: string;
  store: ModelStore;
  instances: number;
  keys?: number;
  steps?: number;
}

/** The id of a start without a key: no other call has it. */
const withoutKey = 'without a key ';
const isOwnId = (id: string): boolean => id.startsWith(withoutKey);

/** What a call did, and what it said. */
interface Sent {
  isMade: boolean;
  isDenied: boolean;
}

interface AwsJob extends StartedJob {
  key: string;
  visibleAt: number;
}

interface Instance {
  starts: ReturnType<typeof createStarts>;
  kill(): void;
}

/** The result: what the model saw that must not be, and how often each thing happened. */
export async function runModel({ seed, store, instances: count, keys = 3, steps = 60 }: ModelOptions) {
  const random = createRandom(seed);
  const clock = createClock({ speed: 0, startAt: 1_000_000 });
  const jobs: AwsJob[] = [];
  const violations: string[] = [];
  const happened: Record<string, number> = {};
  const note = (what: string) => {
    happened[what] = (happened[what] ?? 0) + 1;
  };
  let isFaulty = true;

  const deliver = (key: string, sent: Sent): AwsJob => {
    const lag = random() * listConsistencyDelay;
    const job = { key, jobId: `job ${jobs.length}`, location: '', jobOutputPath: null, startedAt: clock.now() };
    const made = { ...job, visibleAt: clock.now() + lag };
    jobs.push(made);
    sent.isMade = true;
    if (sent.isDenied) violations.push(`${key} was started, and yet its call said before that nothing was`);
    const ofKey = jobs.filter((one) => one.key === key);
    if (ofKey.length > 1) violations.push(`${key} has ${ofKey.length} jobs`);
    return made;
  };
  const wait = (milliseconds: number) => new Promise<void>((resolve) => void clock.after(milliseconds, resolve));

  /** AWS's answer to a start: certain, lost, or late. */
  const send = async (key: string, sent: Sent): Promise<StartedJob> => {
    const chance = isFaulty ? random() : 1;
    if (chance < 0.1) throw new ThrottledError('slow down');
    if (chance < 0.2) throw new IndeterminateError('lost on the way there');
    if (chance < 0.4) {
      deliver(key, sent);
      throw new IndeterminateError('lost on the way back');
    }
    if (chance < 0.5) {
      // It arrives when nobody waits for it any more.
      void wait(random() * timeouts.attempt).then(() => deliver(key, sent));
      await wait(timeouts.attempt);
      throw new IndeterminateError('late');
    }
    const job = deliver(key, sent);
    await wait(random() * 500);
    return job;
  };

  const startOf = (key: string, sent: Sent, alive: <T>(task: () => Promise<T>) => Promise<T>): Start => ({
    id: key,
    fingerprint: 'same',
    retryMode: isOwnId(key) ? 'never' : 'byKey',
    isNew: () => isOwnId(key),
    find: (_, onPage) =>
      alive(async () => {
        const now = clock.now();
        const found = jobs.find((job) => job.key === key && job.visibleAt <= now) ?? null;
        await wait(random() * 300);
        if (isFaulty && random() < 0.1) throw new ServiceUnavailableError('no list');
        onPage();
        return found;
      }),
    recognize: () => null,
    send: (beforeSend) =>
      alive(async () => {
        await beforeSend();
        return alive(() => send(key, sent));
      }),
    spendRetry: () => true,
  });

  /** Whatever a killed gateway still waits for never ends. */
  const startInstance = async (index: number): Promise<Instance & { call(key: string): Promise<boolean> }> => {
    let isAlive = true;
    const alive = async <T>(task: () => Promise<T>): Promise<T> => {
      if (!isAlive) await new Promise(() => undefined);
      const result = await task();
      if (!isAlive) await new Promise(() => undefined);
      return result;
    };
    // Each machine counts from another beginning.
    const offset = Math.floor(random() * 1e9);
    const own: Clock = { ...clock, now: () => clock.now() + offset };
    const opened = await store.open(index, own);
    const reservations: Reservations = {
      acquire: (...args) => alive(() => opened.acquire(...args)),
      renew: (...args) => alive(() => opened.renew(...args)),
      finish: (...args) => alive(() => opened.finish(...args)),
      release: (...args) => alive(() => opened.release(...args)),
    };
    const starts = createStarts({ reservations, timeouts, listConsistencyDelay, clock: own, random });
    const call = async (key: string): Promise<boolean> => {
      const sent: Sent = { isMade: false, isDenied: false };
      try {
        const { started } = await starts.start(startOf(key, sent, alive));
        note('started');
        const [job] = jobs.filter((one) => one.key === key);
        if (started.jobId !== job?.jobId) violations.push(`${key} got ${started.jobId} instead of ${job?.jobId}`);
        return true;
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        const { message } = error;
        note(message.startsWith('Nothing was started') ? 'nothing started' : error.code);
        const hasJob = jobs.some((job) => job.key === key);
        sent.isDenied = message.includes('Nothing was started');
        if (sent.isDenied && sent.isMade) violations.push(`${key} was started, and yet: ${message}`);
        const isOpen = error instanceof IndeterminateError || error instanceof InProgressError;
        if (hasJob && !isOpen && !(error instanceof ServiceUnavailableError))
          violations.push(`${key} has a job, and yet: ${error.code}`);
        return false;
      }
    };
    return {
      starts,
      call,
      kill: () => {
        isAlive = false;
      },
    };
  };

  const instances = await Promise.all(Array.from({ length: count }, (_, index) => startInstance(index)));
  const names = Array.from({ length: keys }, (_, at) => `${seed} key ${at}`);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const failures: unknown[] = [];
  const call = (index: number, key: string) => {
    instances[index]?.call(key).catch((error: unknown) => failures.push(error));
  };
  const restart = async (index: number) => {
    instances[index]?.kill();
    instances[index] = await startInstance(index);
  };
  const losses = Object.keys(store.losses);

  for (let step = 0; step < steps; step += 1) {
    const chance = random();
    const index = Math.floor(random() * count);
    if (chance < 0.4) call(index, pick(names));
    else if (chance < 0.45) call(index, `${withoutKey}${step}`);
    else if (chance < 0.55) {
      note('kill');
      await restart(index);
    } else if (chance < 0.7 && losses.length > 0) {
      const loss = pick(losses);
      note(loss);
      await store.losses[loss]?.(random);
    }
    await pass(clock, store, random() < 0.8 ? random() * 3_000 : random() * 80_000);
  }

  // In the end everybody gets the one job.
  isFaulty = false;
  for (const name of names) {
    let isStarted = false;
    for (let tries = 0; tries < 100 && !isStarted; tries += 1) {
      let isOver = false;
      void instances[tries % count]
        ?.call(name)
        .then((result) => {
          isStarted = result;
        })
        .catch((error: unknown) => failures.push(error))
        .finally(() => {
          isOver = true;
        });
      for (let waits = 0; !isOver && waits < 200; waits += 1) await pass(clock, store, 500);
      if (!isStarted) await pass(clock, store, settled / 2);
    }
    if (!isStarted) violations.push(`${name} was never started`);
  }
  if (failures.length > 0) violations.push(...failures.map(String));
  for (const instance of instances) instance.kill();
  return { violations, happened, jobs: jobs.length };
}

/** Advances the clock in steps, and lets what is due then happen. */
async function pass(clock: AdjustableClock, store: ModelStore, milliseconds: number): Promise<void> {
  const steps = Math.min(20, Math.ceil(milliseconds / 500));
  for (let step = 0; step < steps; step += 1) {
    for (let turns = 0; turns < 3; turns += 1) await turn();
    await store.flush();
    clock.advance(Math.ceil(milliseconds / steps));
  }
  for (let turns = 0; turns < 3; turns += 1) await turn();
  await store.flush();
}
