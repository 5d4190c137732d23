import { pino } from 'pino';
import { expect, test } from 'vitest';
import { watchKey } from '../../src/storage/redis/keys.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import type { Interest, WatchStore } from '../../src/watch/watchStore.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { logLines, openWatchStore } from './openWatchStore.ts';
import { batchJob, glacierJob, snapshot } from './records.ts';
import { acquireLease, all, eventsOf, nothing, pollResult, watchStoreContract } from './watchStoreContract.ts';

describeWithRedis('the watch store in Redis', (redis) => {
  let watches = 0;
  /** Tests share the server, not their watches. */
  const newKey = () => {
    watches += 1;
    return `GLACIER 111122223333 us-east-1 {vault} ${watches}`;
  };
  const open = () => openWatchStore(redis().url, undefined, patientRedis);
  const fencesOf = async (stores: WatchStore[], key: string) =>
    Promise.all(stores.map(async (store) => (await store.heartbeat(key, nothing, all)).fencingToken));

  watchStoreContract(async () => {
    await redis().client.flushall();
    return open();
  });

  test('gives one of several instances the lease, also if all join at once', async () => {
    const key = newKey();
    const stores = await Promise.all([open(), open(), open()]);
    const fences = await fencesOf(stores, key);
    expect(fences.filter((fencingToken) => fencingToken !== null)).toHaveLength(1);
    expect(await fencesOf(stores, key)).toEqual(fences);
  });

  test('returns the snapshots of one instance to the others, with its last poll, and notifies them', async () => {
    const key = newKey();
    const [one, other] = [await open(), await open()];
    const fencingToken = await acquireLease(one, key);
    const events = eventsOf(other, key);
    expect(await other.heartbeat(key, nothing, all)).toMatchObject({
      fencingToken: null,
      lastPoll: null,
      interests: [],
    });
    await expect.poll(() => events.length).toBeGreaterThan(0);
    events.length = 0;
    await one.write(key, fencingToken, pollResult({ snapshots: [snapshot(batchJob('a'))], at: 5 }));
    await expect.poll(() => events).toEqual([{ kind: 'changes' }]);
    expect(await other.heartbeat(key, nothing, all)).toMatchObject({
      changes: [{ ...snapshot(batchJob('a')), version: 1 }],
      lastPoll: { at: 5 },
    });
  });

  test('gives the holder of the lease the interests of all instances, as they change and until they leave', async () => {
    const key = newKey();
    const [one, other] = [await open(), await open()];
    const wanting = (jobIds: string[]): Interest => ({ all: false, jobIds, detailed: 'all' });
    const wanted = async () => (await one.heartbeat(key, nothing, wanting(['a']))).interests;
    expect(await wanted()).toEqual([wanting(['a'])]);
    await other.heartbeat(key, nothing, wanting(['b']));
    expect(await wanted()).toEqual(expect.arrayContaining([wanting(['a']), wanting(['b'])]));
    expect(await wanted()).toHaveLength(2);
    await other.heartbeat(key, nothing, wanting(['c']));
    expect(await wanted()).toEqual(expect.arrayContaining([wanting(['a']), wanting(['c'])]));
    await other.leave(key);
    expect(await wanted()).toEqual([wanting(['a'])]);
  });

  test('sends a large interest once, and again if the server has lost it', async () => {
    const key = newKey();
    const store = await open();
    const jobIds = Array.from({ length: 5_000 }, (_, at) => `job-${at}-${'x'.repeat(80)}`);
    const interest = { all: false, jobIds, detailed: [] };
    const bytesIn = async () => Number(/total_net_input_bytes:(\d+)/.exec(await redis().client.info('stats'))?.[1]);
    const cost = async () => {
      const before = await bytesIn();
      expect((await store.heartbeat(key, nothing, interest)).interests).toEqual([interest]);
      return (await bytesIn()) - before;
    };
    expect(await cost()).toBeGreaterThan(400_000);
    expect(await cost()).toBeLessThan(10_000);
    await redis().client.del(watchKey(key, 'interests'));
    expect(await cost()).toBeGreaterThan(400_000);
  });

  test('passes the lease of a leaving instance on at once, and notifies the others', async () => {
    const key = newKey();
    const [one, other] = [await open(), await open()];
    const fencingToken = await acquireLease(one, key);
    const events = eventsOf(other, key);
    await expect.poll(() => events.length).toBeGreaterThan(0);
    events.length = 0;
    await one.leave(key);
    await expect.poll(() => events).toEqual([{ kind: 'changes' }]);
    expect((await other.heartbeat(key, nothing, all)).fencingToken).toBeGreaterThan(fencingToken);
    expect(await one.write(key, fencingToken, pollResult())).toBe(false);
  });

  test('leaves all watches on close', async () => {
    const key = newKey();
    const [one, other] = [await open(), await open()];
    await acquireLease(one, key);
    await one.close();
    expect(await acquireLease(other, key)).toBeGreaterThan(0);
  });

  test('has left a watch after leave or close at the same moment as a heartbeat', async () => {
    const key = newKey();
    const { watchStore, close } = await openRedis(redis().url, pino({ level: 'silent' }), patientRedis);
    await acquireLease(watchStore, key);
    // Every script takes another round trip.
    await redis().client.script('FLUSH');
    watchStore.heartbeat(key, nothing, { ...all, jobIds: ['another'] }).catch(() => undefined);
    void watchStore.leave(key);
    await watchStore.close();
    await close();
    expect(await redis().client.exists(watchKey(key, 'lease'), watchKey(key, 'interests'))).toBe(0);
    expect(await acquireLease(await open(), key)).toBeGreaterThan(0);
  });

  test('begins a new epoch on an emptied server, in which old fencing tokens write nothing', async () => {
    const key = newKey();
    const store = await open();
    const before = await acquireLease(store, key);
    await store.write(key, before, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
    const { epoch, version } = await store.heartbeat(key, nothing, all);
    await redis().client.flushall();

    expect(await store.write(key, before, pollResult({ snapshots: [snapshot(glacierJob('b'))] }))).toBe(false);
    const anew = await store.heartbeat(key, { epoch, version }, all);
    expect(anew).toMatchObject({ version: 0, changes: [], lastPoll: null });
    expect(anew.epoch).not.toBe(epoch);
    expect(anew.fencingToken).toBeGreaterThan(before);
    expect(await store.write(key, before, pollResult())).toBe(false);
  });

  test.each(['jobs', 'order', 'state'])('begins a new epoch if a watch has lost its %s', async (part) => {
    const key = newKey();
    const store = await open();
    const fencingToken = await acquireLease(store, key);
    await store.write(key, fencingToken, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
    const { epoch } = await store.heartbeat(key, nothing, all);
    await redis().client.del(watchKey(key, part));
    expect(await store.write(key, fencingToken, pollResult())).toBe(false);
    const anew = await store.heartbeat(key, nothing, all);
    expect(anew.epoch).not.toBe(epoch);
    expect(anew.fencingToken).toBeGreaterThan(fencingToken);
  });

  test('ignores messages of others', async () => {
    const key = newKey();
    const { lines, log } = logLines();
    const store = await openWatchStore(redis().url, log);
    const events = eventsOf(store, key);
    await expect.poll(() => events.length).toBeGreaterThan(0);
    events.length = 0;
    const channel = watchKey(key, 'events');
    const strange = [
      '',
      'x',
      '{',
      'null',
      '[]',
      '"changes"',
      '{"kind":"end"}',
      '{"kind":"wake"}',
      '{"kind":"wake","hint":{}}',
    ];
    for (const message of [...strange, `{"kind":"wake","hint":"${'x'.repeat(10_000)}"}`, Buffer.from([0xff, 0xfe])]) {
      await redis().client.publish(channel, message);
    }
    store.wake(key, 'real');
    await expect.poll(() => events).toEqual([{ kind: 'wake', hint: 'real' }]);
    expect(lines.filter((line) => line.includes('dropped'))).toHaveLength(strange.length + 2);
  });

  test('counts an unreadable value as absent, and logs it once', async () => {
    const key = newKey();
    const { lines, log } = logLines();
    const store = await openWatchStore(redis().url, log);
    const fencingToken = await acquireLease(store, key);
    await store.write(
      key,
      fencingToken,
      pollResult({ snapshots: [snapshot(glacierJob('a')), snapshot(glacierJob('b'))] }),
    );
    await redis().client.hset(watchKey(key, 'interests'), 'feed', 'digest {"all":1}');
    await redis().client.zadd(watchKey(key, 'alive'), 2e15, 'feed');
    for (let times = 0; times < 2; times += 1) {
      expect((await store.heartbeat(key, nothing, all)).interests).toEqual([all]);
    }
    expect(lines.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
  });

  test.each([
    ['jobs', 'a'],
    ['state', 'lastPoll'],
  ])('begins a new epoch if in %s the value of %s is unreadable, and notifies all instances', async (part, field) => {
    const key = newKey();
    const [store, other] = [await open(), await open()];
    const fencingToken = await acquireLease(store, key);
    await store.write(
      key,
      fencingToken,
      pollResult({ snapshots: [snapshot(glacierJob('a')), snapshot(glacierJob('b'))] }),
    );
    const { epoch } = await store.heartbeat(key, nothing, all);
    const events = eventsOf(store, key);
    await expect.poll(() => events).toHaveLength(1);
    await redis().client.hset(watchKey(key, part), field, 'garbage');
    await other.heartbeat(key, nothing, all);
    await expect.poll(() => events.length).toBeGreaterThan(1);
    expect(await store.write(key, fencingToken, pollResult())).toBe(false);
    const anew = await store.heartbeat(key, nothing, all);
    expect(anew).toMatchObject({ version: 0, changes: [], lastPoll: null, fencingToken: expect.any(Number) });
    expect(anew.epoch).not.toBe(epoch);
  });

  test('passes on a lease whose holder sends no heartbeats', async () => {
    const key = newKey();
    const store = await open();
    await acquireLease(store, key);
    await store.leave(key);
    await redis().client.set(watchKey(key, 'lease'), 'feedbeef 9', 'EX', 3600);
    expect(await acquireLease(store, key)).toBeGreaterThan(9);
  });

  test.each([
    ['state', 'text'],
    ['lease', 'text'],
    ['jobs', 'list'],
    ['interests', 'list'],
  ])('removes a %s that is a foreign %s', async (part, type) => {
    const key = newKey();
    const store = await open();
    if (type === 'text') await redis().client.set(watchKey(key, part), 'garbage');
    else await redis().client.rpush(watchKey(key, part), 'garbage');
    await expect.poll(() => acquireLease(store, key).catch(() => 0)).toBeGreaterThan(0);
  });

  test('sets an expiry on all keys of a watch', async () => {
    const key = newKey();
    const store = await open();
    const fencingToken = await acquireLease(store, key);
    await store.write(key, fencingToken, pollResult({ snapshots: [snapshot(glacierJob('a'))] }));
    const keys = await redis().client.keys(watchKey(key, '*').replaceAll(/[[\]\\?]/g, '?'));
    expect(keys).toHaveLength(6);
    for (const name of keys) expect(await redis().client.pttl(name)).toBeGreaterThan(0);
  });

  test('connects through a Unix socket', async () => {
    const store = await openWatchStore(redis().socket);
    expect(await acquireLease(store, newKey())).toBeGreaterThan(0);
  });
});
