// The engine of starts, with a store, an AWS and a clock that the test controls: cases that no query can cause.
import { describe, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { IndeterminateError, InProgressError, NotFoundError, ServiceUnavailableError } from '../../src/core/errors.ts';
import { createStarts, startLease } from '../../src/starts/createStarts.ts';
import type { Reservations, StartedJob } from '../../src/starts/reservations.ts';
import type { Start } from '../../src/starts/start.ts';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';

const timeouts = { attempt: 2_000, call: 5_000 };
const listConsistencyDelay = 60_000;

/** Instances that share a store, and an AWS with one job for each start that was sent. */
function createFleet() {
  const clock = createClock({ speed: 0 });
  const reservations = createMemoryReservations({
    leaseTtl: startLease(timeouts),
    clock,
    completeSince: Number.NEGATIVE_INFINITY,
  });
  const aws = { jobs: [] as StartedJob[], sent: 0, searches: 0 };
  const start = (overrides: Partial<Start> = {}): Start => ({
    id: 'id',
    fingerprint: 'f',
    retryMode: 'byKey',
    spendRetry: () => true,
    isNew: () => false,
    find: async () => {
      aws.searches += 1;
      return aws.jobs[0] ?? null;
    },
    send: async (beforeSend) => {
      await beforeSend();
      aws.sent += 1;
      const job = { jobId: `job ${aws.jobs.length}`, location: '', jobOutputPath: null, startedAt: clock.now() };
      aws.jobs.push(job);
      return job;
    },
    ...overrides,
  });
  const instance = (store: Reservations = reservations) =>
    createStarts({ reservations: store, timeouts, listConsistencyDelay, clock, random: () => 0.5 });
  return { clock, reservations, aws, start, instance };
}

/** Advances the clock until the promise is settled. */
async function settled<T>(clock: AdjustableClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const onSettled = () => {
    isSettled = true;
  };
  promise.then(onSettled, onSettled);
  while (!isSettled) {
    clock.advance(100);
    await new Promise(setImmediate);
  }
  return promise;
}

const never = () => new Promise<never>(() => undefined);

describe('a start', () => {
  test('of an instance that died after sending it is searched for, and sent again only after the list consistency delay', async () => {
    const { clock, aws, start, instance } = createFleet();
    void instance().start(
      start({
        send: async (beforeSend) => {
          await beforeSend();
          return never();
        },
      }),
    );
    await new Promise(setImmediate);
    const other = instance();
    await expect(settled(clock, other.start(start()))).rejects.toThrow(IndeterminateError);
    await expect(settled(clock, other.start(start()))).rejects.toThrow(IndeterminateError);
    expect(aws.sent).toBe(0);
    clock.advance(listConsistencyDelay + timeouts.call);
    expect(await settled(clock, other.start(start()))).toMatchObject({ isOwn: true });
    expect(aws.sent).toBe(1);
  });

  test('of an instance that died before sending it is sent by the next instance once the lease has expired', async () => {
    const { clock, aws, start, instance } = createFleet();
    void instance().start(start({ send: never }));
    const began = clock.now();
    expect(await settled(clock, instance().start(start()))).toMatchObject({ isOwn: true });
    expect(clock.now() - began).toBeGreaterThanOrEqual(startLease(timeouts));
    expect(aws.sent).toBe(1);
  });

  test('of an instance that was suspended while another one took it over is not sent by the first', async () => {
    const { clock, aws, start, instance } = createFleet();
    const slow = instance().start(
      start({
        send: async (beforeSend) => {
          clock.advance(startLease(timeouts));
          await instance().start(start());
          return start().send(beforeSend);
        },
      }),
    );
    await expect(settled(clock, slow)).rejects.toThrow(InProgressError);
    expect(aws.sent).toBe(1);
    expect(await instance().start(start())).toMatchObject({ started: { jobId: 'job 0' }, isOwn: false });
  });

  test('is not sent by an instance that was suspended immediately before', async () => {
    const { clock, aws, start, instance, reservations } = createFleet();
    let isFirst = true;
    const stopped = instance({
      ...reservations,
      renew: async (id, owner, state) => {
        const isMine = await reservations.renew(id, owner, state);
        if (state === 'sending' && isFirst) clock.advance(3_600_000);
        isFirst = false;
        return isMine;
      },
    });
    await expect(settled(clock, stopped.start(start()))).rejects.toThrow(InProgressError);
    expect(aws.sent).toBe(0);
    expect(await settled(clock, stopped.start(start()))).toMatchObject({ isOwn: true });
  });

  test.each(['byKey', 'never'] as const)(
    'that was sent when the store loses it is not sent again, and not reported as not sent (%s)',
    async (retryMode) => {
      const { clock, aws, start, instance, reservations } = createFleet();
      const fresh = () => createMemoryReservations({ leaseTtl: startLease(timeouts), clock });
      let store = reservations;
      const emptied = instance({
        acquire: (...args) => store.acquire(...args),
        renew: (...args) => store.renew(...args),
        finish: (...args) => store.finish(...args),
        release: (...args) => store.release(...args),
      });
      const lost = start({
        retryMode,
        isNew: () => true,
        find: async () => null,
        send: async (beforeSend) => {
          await beforeSend();
          aws.sent += 1;
          store = fresh();
          throw new IndeterminateError('lost');
        },
      });
      await expect(settled(clock, emptied.start(lost))).rejects.toThrow(
        /^The start was sent, but its response is lost/,
      );
      expect(aws.sent).toBe(1);
    },
  );

  test('that succeeded but could not be recorded is found by the next call', async () => {
    const { clock, aws, start, instance, reservations } = createFleet();
    const failing = instance({ ...reservations, finish: () => Promise.reject(new Error('gone')) });
    const { started } = await failing.start(start());
    expect(await settled(clock, instance().start(start()))).toEqual({ started, isOwn: false });
    expect(aws.sent).toBe(1);
  });

  test('is refused if the store cannot record that it is being sent', async () => {
    const { clock, aws, start, instance, reservations } = createFleet();
    const broken = instance({ ...reservations, renew: () => Promise.reject(new Error('gone')) });
    await expect(settled(clock, broken.start(start()))).rejects.toThrow(ServiceUnavailableError);
    expect(aws.sent).toBe(0);
  });

  test('whose job exists already is not sent', async () => {
    const { aws, start, instance } = createFleet();
    const job = { jobId: 'there', location: '', jobOutputPath: null, startedAt: 0 };
    aws.jobs.push(job);
    expect(await instance().start(start())).toEqual({ started: job, isOwn: false });
    expect(aws.sent).toBe(0);
    expect(aws.searches).toBe(1);
  });

  test('whose caller disconnects before it is sent is sent by one of the calls that waited', async () => {
    const { clock, aws, start, instance } = createFleet();
    const one = instance();
    let disconnect = () => {};
    const disconnected = new Promise<never>((_, reject) => {
      disconnect = () => reject(new DOMException('gone', 'AbortError'));
    });
    const gone = one.start(start({ send: () => disconnected }));
    const others = [one.start(start()), one.start(start())];
    disconnect();
    await expect(gone).rejects.toThrow('gone');
    const outcomes = await settled(clock, Promise.all(others));
    expect(outcomes.map(({ isOwn }) => isOwn).sort()).toEqual([false, true]);
    expect(aws.sent).toBe(1);
  });

  test('is not sent once its signal is aborted', async () => {
    const { aws, start, instance } = createFleet();
    const until = AbortSignal.abort(new Error('too late'));
    await expect(instance().start(start({ until }))).rejects.toThrow('too late');
    expect(aws.sent).toBe(0);
  });

  test('fails in time if the list hangs, and waits for a long list', async () => {
    const { clock, aws, start, instance } = createFleet();
    const lost = async (beforeSend: () => Promise<void>) => {
      await beforeSend();
      aws.sent += 1;
      throw new IndeterminateError('lost');
    };
    const began = clock.now();
    const hanging = start({ id: 'hanging', isNew: () => true, send: lost, find: never });
    await expect(settled(clock, instance().start(hanging))).rejects.toThrow(IndeterminateError);
    expect(clock.now() - began).toBeLessThanOrEqual(timeouts.call + 1_000);

    const job = { jobId: 'far behind', location: '', jobOutputPath: null, startedAt: 0 };
    const long = start({
      id: 'long',
      isNew: () => true,
      send: lost,
      find: async (_, onPage) => {
        for (let page = 0; page < 20; page += 1) {
          await new Promise<void>((resolve) => clock.after(1_500, resolve));
          onPage();
        }
        return job;
      },
    });
    expect(await settled(clock, instance().start(long))).toEqual({ started: job, isOwn: true });
    expect(aws.sent).toBe(2);
  });

  test('that AWS refuses fails for every call that waited, and the next call may start', async () => {
    const { start, instance } = createFleet();
    const one = instance();
    const refused = start({ send: () => Promise.reject(new NotFoundError('no such archive')) });
    const all = await Promise.allSettled([one.start(refused), one.start(refused)]);
    for (const end of all) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
    expect(await instance().start(start({ fingerprint: 'another' }))).toMatchObject({ isOwn: true });
  });
});
