// The outbox: in memory, and in a real Redis that several instances share.
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { maxRestores, maxWaiting, type Outbox } from '../../src/notifications/outbox.ts';
import { createMemoryOutbox } from '../../src/storage/memory/outbox.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { notificationOf } from './routes.ts';

const log = pino({ level: 'silent' });
const lease = 60_000;
const ids = ({ due }: Awaited<ReturnType<Outbox['take']>>) => due.map(({ notification }) => notification.id);
const takeAt = (outbox: Outbox, route: string, now: number, limit = 10) =>
  outbox.take(route, { now, leaseUntil: now + lease, limit });

let routes = 0;
let route = '';
beforeEach(() => {
  routes += 1;
  route = `route ${routes}`;
});

function contract(open: () => Promise<Outbox>): void {
  test('knows since when a route has begun', async () => {
    const outbox = await open();
    expect(await outbox.begin(route, 5)).toBe(5);
    expect(await outbox.begin(route, 9)).toBe(5);
    expect(await outbox.begin('another', 9)).toBe(9);
  });

  test('gives the notifications of a job one after the other, and jobs independently', async () => {
    const outbox = await open();
    const [first, second, other] = [notificationOf('a', 'OVERDUE'), notificationOf('a'), notificationOf('b')];
    for (const each of [first, second, other]) expect(await outbox.offer(route, each, 1)).toBe('added');
    expect(await outbox.offer(route, second, 2)).toBe('known');
    const taken = await takeAt(outbox, route, 10);
    expect(ids(taken).sort()).toEqual([first.id, other.id].sort());
    expect(taken).toMatchObject({ waiting: 3, nextAt: 10 + lease });
    expect(taken.due.find(({ notification }) => notification.id === first.id)).toEqual({
      notification: first,
      attempts: 0,
      firstTriedAt: null,
    });
    // All are taken.
    expect(ids(await takeAt(outbox, route, 11))).toEqual([]);
    await outbox.remove(route, first, 20);
    expect(ids(await takeAt(outbox, route, 20))).toEqual([second.id]);
    await outbox.remove(route, second, 21);
    await outbox.remove(route, other, 21);
    expect(await takeAt(outbox, route, 22)).toEqual({ due: [], nextAt: null, waiting: 0 });
  });

  test('gives a notification again when its lease has ended, and when it was postponed', async () => {
    const outbox = await open();
    const each = notificationOf('a');
    await outbox.offer(route, each, 1);
    expect(ids(await takeAt(outbox, route, 1))).toEqual([each.id]);
    expect(ids(await takeAt(outbox, route, lease))).toEqual([]);
    expect(ids(await takeAt(outbox, route, 1 + lease))).toEqual([each.id]);
    await outbox.postpone(route, { notification: each, attempts: 2, firstTriedAt: 7 }, 500_000);
    expect(await takeAt(outbox, route, 499_999)).toMatchObject({ due: [], nextAt: 500_000 });
    expect((await takeAt(outbox, route, 500_000)).due).toEqual([{ notification: each, attempts: 2, firstTriedAt: 7 }]);
  });

  test('gives nothing of a route while its receiver wants a pause, to any instance', async () => {
    const [one, other] = [await open(), await open()];
    const [now, until] = [Date.now(), Date.now() + 600_000];
    await one.offer(route, notificationOf('a'), now);
    await one.pause(route, until, now);
    const shared = one.pollInterval === null ? one : other;
    expect(await takeAt(shared, route, until - 1)).toEqual({ due: [], nextAt: until, waiting: 1 });
    expect((await takeAt(shared, route, until)).due).toHaveLength(1);
  });

  test('takes no more than the limit', async () => {
    const outbox = await open();
    for (const job of ['a', 'b', 'c']) await outbox.offer(route, notificationOf(job), 1);
    expect((await takeAt(outbox, route, 1, 0)).due).toEqual([]);
    expect((await takeAt(outbox, route, 1, 2)).due).toHaveLength(2);
    expect((await takeAt(outbox, route, 1, 2)).due).toHaveLength(1);
  });

  test('keeps restore jobs, each once, until they are dropped', async () => {
    const outbox = await open();
    const restore = { id: 'msg_1', job: { accountId: '111122223333', region: 'us-east-1', jobId: 'r' }, endedAt: 5 };
    expect(await outbox.keptRestores(route)).toEqual([]);
    for (const _ of [1, 2]) expect(await outbox.keepRestore(route, restore)).toBe('kept');
    expect(await outbox.keptRestores(route)).toEqual([restore]);
    expect(await outbox.keptRestores('another')).toEqual([]);
    for (let count = 1; count < maxRestores; count += 1)
      await outbox.keepRestore(route, { ...restore, id: `${count}` });
    expect(await outbox.keepRestore(route, { ...restore, id: 'too many' })).toBe('full');
    expect(await outbox.keepRestore(route, restore)).toBe('kept');
    await outbox.dropRestore(route, restore.id);
    expect(await outbox.keptRestores(route)).toHaveLength(maxRestores - 1);
  });

  test('does not add what was sent before again, nor keep its restore job', async () => {
    const outbox = await open();
    const sent = notificationOf('a', 'READABLE');
    const job = { accountId: '111122223333', region: 'us-east-1', jobId: 'a' };
    await outbox.offer(route, sent, 1);
    await outbox.remove(route, sent, 2);
    expect(await outbox.offer(route, sent, 3)).toBe('known');
    expect(await outbox.keepRestore(route, { id: sent.id, job, endedAt: 5 })).toBe('known');
  });

  test('ignores an instance that is late', async () => {
    const outbox = await open();
    const [first, second] = [notificationOf('a', 'OVERDUE'), notificationOf('a')];
    for (const each of [first, second]) await outbox.offer(route, each, 1);
    await outbox.remove(route, first, 2);
    await outbox.remove(route, first, 3);
    await outbox.postpone(route, { notification: first, attempts: 1, firstTriedAt: 1 }, 900);
    expect(ids(await takeAt(outbox, route, 4))).toEqual([second.id]);
  });
}

/** It has as many as may wait. */
async function isFull(outbox: Outbox): Promise<void> {
  const last = notificationOf('last');
  expect(await outbox.offer(route, last, 1)).toBe('full');
  await outbox.remove(route, notificationOf('first'), 1);
  expect(await outbox.offer(route, last, 1)).toBe('added');
}

describe('the outbox in memory', () => {
  contract(async () => createMemoryOutbox());

  test('is full at its bound, and has room again when one is sent', async () => {
    const outbox = createMemoryOutbox();
    await outbox.offer(route, notificationOf('first'), 1);
    for (let count = 1; count < maxWaiting; count += 1) await outbox.offer(route, notificationOf(String(count)), 1);
    await isFull(outbox);
  });
});

describeWithRedis('the outbox in Redis', (redis) => {
  const open = async () => (await openRedis(redis().url, log, { command: 30_000 })).outbox;
  contract(open);

  test('is full at its bound, and has room again when one is sent', async () => {
    const outbox = await open();
    await outbox.offer(route, notificationOf('first'), 1);
    const [messages = ''] = await redis().client.keys(`*${encodeURIComponent(route)}*:messages`);
    await redis().client.hset(
      messages,
      Object.fromEntries(Array.from({ length: maxWaiting - 1 }, (_, at) => [at, '{}'])),
    );
    await isFull(outbox);
  });

  test('has each notification once, whichever instances offer and take it', async () => {
    const [one, other] = [await open(), await open()];
    const each = notificationOf('a');
    const answers = await Promise.all([one.offer(route, each, 1), other.offer(route, each, 1)]);
    expect(answers.sort()).toEqual(['added', 'known']);
    const taken = await Promise.all([takeAt(one, route, 5), takeAt(other, route, 5)]);
    expect(taken.flatMap(ids)).toEqual([each.id]);
    await one.remove(route, each, 6);
    // It is known after it was sent.
    expect(await other.offer(route, each, 7)).toBe('known');
  });

  test('removes what cannot be read, and everything expires', async () => {
    const outbox = await open();
    const each = notificationOf('a');
    await outbox.begin(route, 1);
    await outbox.offer(route, each, 1);
    const job = { accountId: '111122223333', region: 'us-east-1', jobId: 'r' };
    await outbox.keepRestore(route, { id: 'msg_1', job, endedAt: 5 });
    // It was announced.
    expect(await outbox.keepRestore(route, { id: each.id, job, endedAt: 5 })).toBe('known');
    const keys = await redis().client.keys(`*${encodeURIComponent(route)}*`);
    expect(keys.length).toBe(6);
    for (const key of keys) expect(await redis().client.pttl(key)).toBeGreaterThan(0);
    await redis().client.hset(keys.find((key) => key.endsWith(':messages')) ?? '', each.id, '{');
    for (const text of ['{', '{"id":"x","endedAt":1}'])
      await redis().client.hset(keys.find((key) => key.endsWith(':restores')) ?? '', text, text);
    expect(await outbox.keptRestores(route)).toHaveLength(1);
    expect((await takeAt(outbox, route, 2)).due).toEqual([]);
    expect(await takeAt(outbox, route, 3)).toMatchObject({ waiting: 0 });
  });
});
