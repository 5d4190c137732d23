// Who may write, under every order of events that chance brings, and with a process that is really stopped.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { watchKey } from '../../src/storage/redis/keys.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import type { WatchStore } from '../../src/watch/watchStore.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { startChild } from '../support/startChild.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { openWatchStore } from './openWatchStore.ts';
import { glacierJob, snapshot } from './records.ts';
import { all, nothing, pollResult } from './watchStoreContract.ts';

const instances = fc.nat({ max: 2 });

const step = fc.oneof(
  fc.record({ does: fc.constant('attend' as const), who: instances }),
  fc.record({ does: fc.constant('leave' as const), who: instances }),
  // With one of the numbers that were given so far, to whomever.
  fc.record({ does: fc.constant('write' as const), who: instances, which: fc.nat(), job: fc.nat({ max: 3 }) }),
  fc.record({ does: fc.constant('expire' as const) }),
  fc.record({ does: fc.constant('empty' as const) }),
);

describeWithRedis('leases', (redis) => {
  test('at most one instance writes at a time, with the newest fencing token, and all instances read the same', async () => {
    const stores = await Promise.all([0, 1, 2].map(() => openWatchStore(redis().url)));
    const at = (who: number) => stores[who] as WatchStore;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        runs += 1;
        const key = `leases ${runs}`;
        let holder: { who: number; fencingToken: number } | null = null;
        const given: { who: number; fencingToken: number }[] = [];
        const views = stores.map(() => ({
          epoch: null as string | null,
          version: 0,
          jobs: new Map<string, unknown>(),
        }));

        for (const [index, now] of steps.entries()) {
          if (now.does === 'expire') {
            await redis().client.del(watchKey(key, 'lease'));
            holder = null;
          } else if (now.does === 'empty') {
            await redis().client.flushall();
            holder = null;
          } else if (now.does === 'leave') {
            await at(now.who).leave(key);
            if (holder?.who === now.who) holder = null;
          } else if (now.does === 'write') {
            const { who, fencingToken } = given[now.which % Math.max(1, given.length)] ?? {
              who: now.who,
              fencingToken: 1,
            };
            const job = glacierJob(`${now.job}`, { jobDescription: `write ${index}` });
            const isWritten = await at(now.who).write(key, fencingToken, pollResult({ snapshots: [snapshot(job)] }));
            expect(isWritten).toBe(holder?.who === now.who && holder.fencingToken === fencingToken && who === now.who);
          } else {
            const view = views[now.who];
            if (!view) continue;
            const { epoch, version, changes, fencingToken } = await at(now.who).heartbeat(key, view, all);
            if (epoch !== view.epoch) view.jobs.clear();
            for (const { jobId, job } of changes) view.jobs.set(jobId, job);
            Object.assign(view, { epoch, version });
            holder ??= { who: now.who, fencingToken: fencingToken ?? 0 };
            expect(fencingToken).toBe(holder.who === now.who ? holder.fencingToken : null);
            if (fencingToken !== null && !given.some((one) => one.fencingToken === fencingToken)) {
              for (const one of given) expect(fencingToken).toBeGreaterThan(one.fencingToken);
              given.push(holder);
            }
          }
        }
        for (const [who, view] of views.entries()) {
          const { epoch, changes } = await at(who).heartbeat(key, view, all);
          if (epoch !== view.epoch) view.jobs.clear();
          for (const { jobId, job } of changes) view.jobs.set(jobId, job);
          const everything = (await at(who).heartbeat(key, nothing, all)).changes;
          expect(new Map(everything.map(({ jobId, job }) => [jobId, job]))).toEqual(view.jobs);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the lease of a stopped process expires, another takes over, and the stopped one writes nothing when it continues', async () => {
    const key = 'stopped';
    const child = startChild(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('leaseHolder.ts', import.meta.url))],
      {
        env: { ...process.env, REDIS_URL: redis().url, WATCH: key },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const fencingToken = Number((await lines.next()).value);
    expect(fencingToken).toBeGreaterThan(0);

    child.kill('SIGSTOP');
    const store = await openWatchStore(redis().url);
    const takeOver = async () => (await store.heartbeat(key, nothing, all)).fencingToken ?? 0;
    expect(await takeOver()).toBe(0);
    // Redis ends the lease, however busy the machine is. Nobody may extend it meanwhile, so the test need not wait for all of it.
    const lease = watchKey(key, 'lease');
    expect(await redis().client.pttl(lease)).toBeLessThanOrEqual(4_000);
    await redis().client.pexpire(lease, 1_000, 'LT');
    await expect.poll(takeOver, { interval: 50 }).toBeGreaterThan(fencingToken);

    child.kill('SIGCONT');
    child.stdin.write('write\n');
    expect((await lines.next()).value).toBe('false');
    expect((await store.heartbeat(key, nothing, all)).changes).toEqual([]);
    child.stdin.end();
    await once(child, 'exit');
  });

  test('the interest of a killed instance expires', async () => {
    const key = 'dead';
    const dead = await openRedis(redis().url, pino({ level: 'silent' }), patientRedis);
    await dead.watchStore.heartbeat(key, nothing, { all: false, jobIds: ['a'], detailed: [] });
    await dead.close();
    await redis().client.del(watchKey(key, 'lease'));
    const store = await openWatchStore(redis().url);
    expect((await store.heartbeat(key, nothing, all)).interests).toHaveLength(2);
    const [longAgo] = await redis().client.zrange(watchKey(key, 'alive'), '0', '0');
    await redis().client.zadd(watchKey(key, 'alive'), 1, `${longAgo}`);
    expect((await store.heartbeat(key, nothing, all)).interests).toEqual([all]);
  });
});
