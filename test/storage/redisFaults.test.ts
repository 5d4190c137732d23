// Redis really fails: processes are killed or stopped, connections are cut.
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { RedisError } from '../../src/storage/redis/connectRedis.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import type { WatchStore } from '../../src/watch/watchStore.ts';
import { describeWithRedis, startRedis } from '../support/startRedis.ts';
import { logLines, openWatchStore } from './openWatchStore.ts';
import { glacierJob, snapshot } from './records.ts';
import { acquireLease, all, eventsOf, nothing, pollResult } from './watchStoreContract.ts';

/** The message with which it rejects, which it must with an error of ours. */
async function rejection(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RedisError);
  return String(error);
}

const works = async (store: WatchStore, key: string) => {
  const { fencingToken } = await store.heartbeat(key, nothing, all);
  return (
    fencingToken !== null && store.write(key, fencingToken, pollResult({ snapshots: [snapshot(glacierJob('after'))] }))
  );
};

const recovers = (store: WatchStore, key: string) => expect.poll(() => works(store, key)).toBe(true);

describeWithRedis('a Redis that fails', (redis) => {
  test.each(['normal', 'pubsub'] as const)(
    '%s connections that are cut are opened again, and count as changes',
    async (type) => {
      const store = await openWatchStore(redis().url);
      const events = eventsOf(store, type);
      await expect.poll(() => events.length).toBeGreaterThan(0);
      events.length = 0;
      await redis().cut(type);
      await expect.poll(() => events).toContainEqual({ kind: 'changes' });
      await recovers(store, type);
      // It receives events as before.
      store.wake(type, 'job');
      await expect.poll(() => events).toContainEqual({ kind: 'wake', hint: 'job' });
    },
  );

  test('that breaks the connection during many commands ends each of them, and the process continues', async () => {
    const store = await openWatchStore(redis().url);
    const many = Array.from({ length: 200 }, (_, at) => store.heartbeat(`cut ${at}`, nothing, all));
    const cut = redis().cut('normal');
    const outcomes = await Promise.allSettled(many);
    await cut;
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RedisError);
    }
    await recovers(store, 'cut');
  });

  test('that is paused lets every call fail in time, and then continues', async () => {
    const store = await openWatchStore(redis().url);
    const fencingToken = await acquireLease(store, 'paused');
    await store.write('paused', fencingToken, pollResult({ snapshots: [snapshot(glacierJob('before'))] }));
    const { epoch, version } = await store.heartbeat('paused', nothing, all);
    const events = eventsOf(store, 'paused');
    redis().pause();
    onTestFinished(() => redis().resume());
    const messages = await Promise.all([
      rejection(store.heartbeat('paused', nothing, all)),
      rejection(store.write('paused', fencingToken, pollResult())),
      rejection(store.once('id', 60)),
    ]);
    // The timer of the gateway ended them.
    for (const message of messages) expect(message).toMatch(/no answer within \d+ ms/);
    await store.leave('not leases');
    store.wake('paused');
    // A connection that is silent for 3 s is closed. Until then each heartbeat waits a second for its answer.
    let unanswered = -1;
    for (let message = ''; !message.includes('not connected'); unanswered += 1) {
      message = await store.heartbeat('paused', nothing, all).then(String, ({ message }: Error) => message);
      expect(message).toMatch(/no answer within 1000 ms|not connected|the connection broke/);
    }
    expect(unanswered).toBeLessThanOrEqual(4);

    events.length = 0;
    redis().resume();
    await recovers(store, 'paused');
    expect(await store.heartbeat('paused', { epoch, version }, all)).toMatchObject({ epoch });
    await expect.poll(() => events).toContainEqual({ kind: 'changes' });
  });
});

describeWithRedis('a Redis that restarts', () => {
  test('without data begins a new epoch, and all listeners are notified', async () => {
    await using own = await startRedis();
    const { lines, log } = logLines();
    const store = await openWatchStore(own.url, log);
    const fencingToken = await acquireLease(store, 'k');
    const { epoch } = await store.heartbeat('k', nothing, all);
    const events = eventsOf(store, 'k');
    await expect.poll(() => events.length).toBeGreaterThan(0);
    await own.kill();
    await expect.poll(() => store.heartbeat('k', nothing, all).catch(({ message }) => message)).toMatch(/^Redis: /);
    // It is not even sent.
    expect(await rejection(store.write('k', fencingToken, pollResult()))).toMatch(/not connected/);
    events.length = 0;
    await own.start();
    await recovers(store, 'k');
    const anew = await store.heartbeat('k', nothing, all);
    expect(anew.epoch).not.toBe(epoch);
    expect(anew.fencingToken).toBeGreaterThan(fencingToken);
    await expect.poll(() => events).toContainEqual({ kind: 'changes' });
    expect(lines.filter((line) => line.includes('unreachable'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('"Redis is reachable again"'))).toHaveLength(1);
  });

  test('with an old snapshot does not reuse versions', async () => {
    await using own = await startRedis();
    const store = await openWatchStore(own.url);
    const fencingToken = await acquireLease(store, 'k');
    await store.write('k', fencingToken, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
    await own.client.save();
    await store.write('k', fencingToken, pollResult({ snapshots: [snapshot(glacierJob('b'))] }));
    const before = await store.heartbeat('k', nothing, all);
    await own.kill();
    await own.start();
    await expect.poll(async () => (await own.client.keys('*')).length).toBeGreaterThan(2);
    await expect.poll(() => store.write('k', fencingToken, pollResult())).toBe(false);
    const after = await store.heartbeat('k', { epoch: before.epoch, version: before.version }, all);
    expect(after).toMatchObject({ version: 0, changes: [], lastPoll: null });
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.fencingToken).toBeGreaterThan(fencingToken);
  });

  test('with another password is retried, and the password is in no log line and no error', async () => {
    const { lines, log } = logLines();
    await using own = await startRedis({ password: 'right' });
    const store = await openWatchStore(own.url.replace('right', 'hidden%2Fpassword'), log);
    const { message } = await store.heartbeat('k', nothing, all).then(
      () => new Error('it leases'),
      (error: Error) => error,
    );
    expect(message).toMatch(/^Redis: /);
    await own.client.config('SET', 'requirepass', 'hidden/password');
    await recovers(store, 'k');
    expect(lines.length).toBeGreaterThan(1);
    expect(`${lines} ${message}`).not.toMatch(/hidden/);
  });

  test('that is absent at the start delays nothing, and is used once it is there', async () => {
    await using own = await startRedis();
    await own.kill();
    const { lines, log } = logLines();
    // It does not wait for Redis, which starts later.
    const { watchStore, close } = await openRedis(own.url, log);
    onTestFinished(close);
    expect(lines.some((line) => line.includes('get no changes'))).toBe(true);
    const events = eventsOf(watchStore, 'k');
    await rejection(watchStore.heartbeat('k', nothing, all));
    await own.start();
    await recovers(watchStore, 'k');
    await expect.poll(() => events).toContainEqual({ kind: 'changes' });
  });

  test('with an unknown host name does not end the process', async () => {
    const store = await openWatchStore('redis://:secret@no-such-host.invalid:1', pino({ level: 'silent' }));
    await rejection(store.heartbeat('k', nothing, all));
    await store.leave('k');
  });
});
