// What is remembered of starts, in memory and in a Redis alike.
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { Reservations } from '../../src/starts/reservations.ts';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';
import { reservationKey } from '../../src/storage/redis/keys.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { describeWithRedis } from '../support/startRedis.ts';

const job = { jobId: 'j', location: '/a/vaults/v/jobs/j', jobOutputPath: null, startedAt: 1 };
const leaseFor = 60_000;

interface Stores {
  /** Two instances, with the same memory. */
  open(): Promise<[Reservations, Reservations]>;
  /** Lets a lease run out. */
  lapse(): Promise<void>;
}

let ids = 0;
const nextId = () => {
  ids += 1;
  return `id ${ids}`;
};

function contract({ open, lapse }: Stores): void {
  test('is taken by one at a time, and by another when the lease is over', async () => {
    const [one, other] = await open();
    const id = nextId();
    expect(await one.take(id, 'a', 'f')).toEqual({ kind: 'taken', sentAgo: null });
    expect(await one.take(id, 'a', 'f')).toEqual({ kind: 'taken', sentAgo: null });
    expect(await other.take(id, 'b', 'f')).toEqual({ kind: 'busy' });
    expect(await other.take(id, 'b', 'g')).toEqual({ kind: 'other' });
    await lapse();
    expect(await other.take(id, 'b', 'g')).toEqual({ kind: 'taken', sentAgo: null });
    expect(await one.note(id, 'a', 'leaving')).toBe(false);
    expect(await other.note(id, 'b', 'leaving')).toBe(true);
  });

  test('stays known as sent, whoever comes next, until it is known not to have been executed', async () => {
    const [one, other] = await open();
    const id = nextId();
    await one.take(id, 'a', 'f');
    expect(await one.note(id, 'a', 'leaving')).toBe(true);
    expect(await one.note(id, 'a', 'asBefore')).toBe(true);
    await lapse();
    expect(await other.take(id, 'b', 'g')).toEqual({ kind: 'other' });
    const taken = await other.take(id, 'b', 'f');
    expect(taken).toEqual({ kind: 'taken', sentAgo: expect.any(Number) });
    expect(taken.kind === 'taken' && taken.sentAgo).toBeGreaterThanOrEqual(0);
    expect(await other.note(id, 'b', 'notExecuted')).toBe(true);
    await other.release(id, 'b', false);
    expect(await one.take(id, 'c', 'f')).toEqual({ kind: 'taken', sentAgo: null });
  });

  test('is finished by whoever finds the job, once and for all', async () => {
    const [one, other] = await open();
    const id = nextId();
    await one.take(id, 'a', 'f');
    await one.note(id, 'a', 'leaving');
    await other.finish(id, 'f', job);
    expect(await one.note(id, 'a', 'leaving')).toBe(false);
    await one.finish(id, 'f', { ...job, jobId: 'another' });
    await one.release(id, 'a', true);
    for (const store of [one, other]) expect(await store.take(id, 'c', 'f')).toEqual({ kind: 'done', started: job });
    expect(await other.take(id, 'c', 'g')).toEqual({ kind: 'other' });
  });

  test('that was given back is as if it had never been', async () => {
    const [one, other] = await open();
    const id = nextId();
    await one.take(id, 'a', 'f');
    await one.release(id, 'b', true);
    expect(await other.take(id, 'b', 'f')).toEqual({ kind: 'busy' });
    await one.release(id, 'a', true);
    expect(await other.take(id, 'b', 'g')).toEqual({ kind: 'taken', sentAgo: null });
  });
}

describe('a reservation in memory', () => {
  const clock = createClock({ speed: 0 });
  contract({
    open: async () => {
      const store = createMemoryReservations(leaseFor, clock);
      return [store, store];
    },
    lapse: async () => clock.advance(leaseFor),
  });

  test('is forgotten after 48 hours', async () => {
    const store = createMemoryReservations(leaseFor, clock);
    await store.finish('old', 'f', job);
    clock.advance(48 * 3_600_000 - 1);
    expect(await store.take('old', 'a', 'f')).toMatchObject({ kind: 'done' });
    clock.advance(2);
    expect(await store.take('old', 'a', 'f')).toMatchObject({ kind: 'taken' });
  });
});

describeWithRedis('a reservation in Redis', (redis) => {
  const openOne = async () => {
    const shared = await openRedis(redis().url, pino({ level: 'silent' }));
    onTestFinished(() => shared.close());
    return shared.reservations(leaseFor);
  };
  const lapse = async () => {
    const { client } = redis();
    for (const key of await client.keys(reservationKey('*').replace('%2A', '*'))) {
      if (await client.hexists(key, 'until')) await client.hset(key, 'until', 1);
    }
  };
  contract({ open: async () => [await openOne(), await openOne()], lapse });

  test('is kept for 48 hours', async () => {
    const store = await openOne();
    const id = nextId();
    await store.finish(id, 'f', job);
    const left = await redis().client.pttl(reservationKey(id));
    expect(left).toBeGreaterThan(47 * 3_600_000);
    expect(left).toBeLessThanOrEqual(48 * 3_600_000);
  });

  test('that was lost with all of the Redis is known to who sent or finished it, and to nobody else', async () => {
    const [one, other] = [await openOne(), await openOne()];
    const [sent, finished] = [nextId(), nextId()];
    await one.take(sent, 'a', 'f');
    await one.note(sent, 'a', 'leaving');
    await one.take(finished, 'a', 'f');
    await one.finish(finished, 'f', job);
    await redis().client.flushall();
    expect(await one.note(sent, 'a', 'asBefore')).toBe(false);
    expect(await other.take(finished, 'b', 'f')).toEqual({ kind: 'taken', sentAgo: null });
    await other.release(finished, 'b', true);
    expect(await one.take(sent, 'c', 'f')).toEqual({ kind: 'taken', sentAgo: expect.any(Number) });
    expect(await one.take(finished, 'c', 'f')).toEqual({ kind: 'done', started: job });
    expect(await other.take(finished, 'b', 'f')).toEqual({ kind: 'done', started: job });
  });

  test('that somebody spoilt is an error, and not a start', async () => {
    const store = await openOne();
    const [foreign, unreadable] = [nextId(), nextId()];
    await redis().client.set(reservationKey(foreign), 'text');
    await expect(store.take(foreign, 'a', 'f')).rejects.toThrow('Redis');
    await redis().client.hset(reservationKey(unreadable), { fingerprint: 'f', started: '{"jobId": 7}' });
    await expect(store.take(unreadable, 'a', 'f')).rejects.toThrow('Redis');
  });
});
