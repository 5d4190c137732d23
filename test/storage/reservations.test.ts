// What is remembered of starts, in memory and in a Redis alike.
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { Reservations } from '../../src/starts/reservations.ts';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';
import { reservationKey } from '../../src/storage/redis/keys.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { maxAgeError } from '../../src/storage/redis/reservationMemory.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { describeWithRedis } from '../support/startRedis.ts';

const job = { jobId: 'j', location: '/a/vaults/v/jobs/j', jobOutputPath: null, startedAt: 1 };
const leaseFor = 60_000;
const settledAfter = 70_000;
const memoryAge: number = expect.any(Number);

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
  test('is held by one owner at a time, and by another when the lease has expired', async () => {
    const [one, other] = await open();
    const id = nextId();
    expect(await one.acquire(id, 'a', 'f')).toEqual({ kind: 'acquired', sentAgo: null, memoryAge });
    expect(await one.acquire(id, 'a', 'f')).toEqual({ kind: 'acquired', sentAgo: null, memoryAge });
    expect(await other.acquire(id, 'b', 'f')).toEqual({ kind: 'held' });
    expect(await other.acquire(id, 'b', 'g')).toEqual({ kind: 'mismatch' });
    await lapse();
    expect(await other.acquire(id, 'b', 'g')).toEqual({ kind: 'acquired', sentAgo: null, memoryAge });
    expect(await one.renew(id, 'a', 'sending')).toBe(false);
    expect(await other.renew(id, 'b', 'sending')).toBe(true);
  });

  test('stays known as sent for the next owners, until it is known not to have been executed', async () => {
    const [one, other] = await open();
    const id = nextId();
    await one.acquire(id, 'a', 'f');
    expect(await one.renew(id, 'a', 'sending')).toBe(true);
    expect(await one.renew(id, 'a', 'unchanged')).toBe(true);
    await lapse();
    expect(await other.acquire(id, 'b', 'g')).toEqual({ kind: 'mismatch' });
    const acquisition = await other.acquire(id, 'b', 'f');
    expect(acquisition).toEqual({ kind: 'acquired', sentAgo: expect.any(Number), memoryAge });
    expect(acquisition.kind === 'acquired' && acquisition.sentAgo).toBeGreaterThanOrEqual(0);
    expect(await other.renew(id, 'b', 'notExecuted')).toBe(true);
    await other.release(id, 'b', false);
    expect(await one.acquire(id, 'c', 'f')).toEqual({ kind: 'acquired', sentAgo: null, memoryAge });
  });

  test('is finished once, by any owner that finds the job', async () => {
    const [one, other] = await open();
    const id = nextId();
    await one.acquire(id, 'a', 'f');
    await one.renew(id, 'a', 'sending');
    await other.finish(id, 'f', job);
    expect(await one.renew(id, 'a', 'sending')).toBe(false);
    await one.finish(id, 'f', { ...job, jobId: 'another' });
    await one.release(id, 'a', true);
    for (const store of [one, other])
      expect(await store.acquire(id, 'c', 'f')).toEqual({ kind: 'finished', started: job });
    expect(await other.acquire(id, 'c', 'g')).toEqual({ kind: 'mismatch' });
  });

  test('that was released and dropped leaves no trace', async () => {
    const [one, other] = await open();
    const id = nextId();
    await one.acquire(id, 'a', 'f');
    await one.release(id, 'b', true);
    expect(await other.acquire(id, 'b', 'f')).toEqual({ kind: 'held' });
    await one.release(id, 'a', true);
    expect(await other.acquire(id, 'b', 'g')).toEqual({ kind: 'acquired', sentAgo: null, memoryAge });
  });
}

describe('a reservation in memory', () => {
  const clock = createClock({ speed: 0 });
  contract({
    open: async () => {
      const store = createMemoryReservations({ leaseTtl: leaseFor, clock });
      return [store, store];
    },
    lapse: async () => clock.advance(leaseFor),
  });

  test('is forgotten after 48 hours', async () => {
    const store = createMemoryReservations({ leaseTtl: leaseFor, clock });
    await store.finish('old', 'f', job);
    clock.advance(48 * 3_600_000 - 1);
    expect(await store.acquire('old', 'a', 'f')).toMatchObject({ kind: 'finished' });
    clock.advance(2);
    expect(await store.acquire('old', 'a', 'f')).toMatchObject({ kind: 'acquired' });
  });
});

describeWithRedis('a reservation in Redis', (redis) => {
  const openOne = async () => {
    const shared = await openRedis(redis().url, pino({ level: 'silent' }), patientRedis);
    onTestFinished(() => shared.close());
    return shared.reservations({ leaseTtl: leaseFor, settledAfter, secretDigest: 'digest', clock });
  };
  const clock = createClock({ speed: 0 });
  const lapse = async () => {
    const { client } = redis();
    for (const key of await client.keys(reservationKey('*').replace('%2A', '*'))) {
      if (await client.hexists(key, 'until')) await client.hset(key, 'until', 1);
    }
  };
  contract({ open: async () => [await openOne(), await openOne()], lapse });

  test('that was sent ages by the time that passes, however often its caller repeats the call', async () => {
    for (const stores of [[await openOne()], [await openOne(), await openOne()]]) {
      const id = nextId();
      const at = (index: number) => stores[index % stores.length] as Reservations;
      await at(0).acquire(id, 'owner', 'f');
      await at(0).renew(id, 'owner', 'sending');
      await at(0).release(id, 'owner', false);
      let sentAgo: number | null = null;
      for (let call = 1; call <= 20; call += 1) {
        clock.advance(1_500);
        const acquisition = await at(call).acquire(id, `owner ${call}`, 'f');
        sentAgo = acquisition.kind === 'acquired' ? acquisition.sentAgo : null;
        await at(call).release(id, `owner ${call}`, false);
      }
      // Less what Redis's time can be behind.
      expect(sentAgo).toBe(20 * 1_500 - maxAgeError);
    }
  });

  test('is kept for more than 48 hours', async () => {
    const store = await openOne();
    const id = nextId();
    await store.finish(id, 'f', job);
    const left = await redis().client.pttl(reservationKey(id));
    expect(left).toBeGreaterThan(50 * 3_600_000);
    expect(left).toBeLessThanOrEqual(51 * 3_600_000);
  });

  test('that an emptied Redis has lost is known only to the instance that sent or finished it', async () => {
    const [one, other] = [await openOne(), await openOne()];
    const [sent, finished] = [nextId(), nextId()];
    await one.acquire(sent, 'a', 'f');
    await one.renew(sent, 'a', 'sending');
    await one.acquire(finished, 'a', 'f');
    await one.finish(finished, 'f', job);
    await redis().client.flushall();
    expect(await one.renew(sent, 'a', 'unchanged')).toBe(false);
    expect(await other.acquire(finished, 'b', 'f')).toEqual({ kind: 'acquired', sentAgo: null, memoryAge });
    await other.release(finished, 'b', true);
    expect(await one.acquire(sent, 'c', 'f')).toEqual({ kind: 'acquired', sentAgo: expect.any(Number), memoryAge });
    expect(await one.acquire(finished, 'c', 'f')).toEqual({ kind: 'finished', started: job });
    expect(await other.acquire(finished, 'b', 'f')).toEqual({ kind: 'finished', started: job });
  });

  test('that cannot be read is an error, and not a start', async () => {
    const store = await openOne();
    const [foreign, unreadable] = [nextId(), nextId()];
    await redis().client.set(reservationKey(foreign), 'text');
    await expect(store.acquire(foreign, 'a', 'f')).rejects.toThrow('Redis');
    await redis().client.hset(reservationKey(unreadable), { fingerprint: 'f', started: '{"jobId": 7}' });
    await expect(store.acquire(unreadable, 'a', 'f')).rejects.toThrow('Redis');
  });
});
