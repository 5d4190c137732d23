// The lists of vaults that queries and feeds share: what they cost, and how soon they are current.
import { getEventListeners } from 'node:events';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gatewayItself } from '../../src/access/caller.ts';
import { createAws } from '../../src/aws/client/createAws.ts';
import { newVault } from '../../src/aws/glacier/vaultRecord.ts';
import { type AdjustableClock, createClock, systemClock } from '../../src/core/clock.ts';
import { freshnessOf } from '../../src/jobIndex/freshness.ts';
import { createVaultLists, type VaultListRequest } from '../../src/jobIndex/vaultLists.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { backendAt } from '../aws/backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const minute = 60_000;

async function world(vaults = 12) {
  const clock: AdjustableClock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator = await startSimulator({ clock, seed: 'empty', archives: 0 });
  const place = simulator.world.location(location.accountId, location.region);
  const add = (name: string) => void simulator.world.addVault(place, name);
  for (let index = 0; index < vaults; index += 1) add(`vault-${index}`);
  const backend = { ...backendAt(simulator.url, location), clock };
  const aws = createAws(backend, { attempt: minute, call: minute });
  /** The signals of the readings of what is followed, and an error in place of the next one. */
  const own = { signals: new Set<AbortSignal>(), error: null as Error | null };
  const session = (signal: AbortSignal) => {
    const { error } = own;
    own.error = null;
    own.signals.add(signal);
    if (error) throw error;
    return aws.session(gatewayItself, signal);
  };
  const lists = createVaultLists({
    session,
    clock,
    realClock: systemClock,
    listConsistencyDelay: minute,
    log: pino({ level: 'silent' }),
  });
  onTestFinished(async () => {
    lists.close();
    aws.close();
    await simulator.close();
  });
  /** All calls so far. */
  const sent = () => simulator.calls.counts['glacier.ListVaults'] ?? 0;
  let counted = 0;
  /** The calls since the last time. */
  const calls = () => {
    const count = sent() - counted;
    counted += count;
    return count;
  };
  const read = async (maxAgeSeconds: number | null, signal = new AbortController().signal) => {
    const freshness = freshnessOf(maxAgeSeconds, Date.now());
    const caller = aws.session(gatewayItself, signal);
    const request: VaultListRequest = { location, freshness, aws: caller, mayReadPage: () => true };
    const { items, failure } = await lists.read(request, () => undefined);
    return failure?.code ?? [...items.values()].map(({ vaultName }) => vaultName);
  };
  const remove = (name: string) => void place.vaults.delete(name);
  return { clock, simulator, lists, sent, calls, read, add, remove, own };
}

describe('a list of vaults that is followed', () => {
  test('is read once per minute of AWS, however many follow it, and reports changes of names only', async () => {
    const { clock, lists, sent, calls, read, add, remove, own } = await world();
    let changes = 0;
    const followed = Array.from({ length: 100 }, () => lists.follow(location, () => (changes += 1)));
    await expect.poll(() => followed[99]?.vaults?.length).toBe(12);
    expect([calls(), changes]).toEqual([2, 100]);
    clock.advance(minute);
    await expect.poll(sent).toBe(4);
    add('new');
    remove('vault-3');
    const namesLater = () => {
      // The reading before may not have ended yet: its next one is then due a minute later.
      clock.advance(minute);
      return followed[0]?.vaults?.map(({ vaultName }) => vaultName);
    };
    await expect.poll(namesLater).toContain('new');
    expect(changes).toBe(200);
    for (const follow of followed) follow.stop();
    const notRead = new Error('read though nobody follows');
    own.error = notRead;
    // The last reading may not have ended yet. Meanwhile the list is read for others.
    for (let time = 0; time < 3; time += 1) {
      clock.advance(10 * minute);
      await read(0);
    }
    expect(own.error).toBe(notRead);
  });

  test('leaves no listener behind by its pauses', async () => {
    const { clock, lists, sent, own } = await world();
    const followed = lists.follow(location, () => undefined);
    const sentLater = () => {
      clock.advance(minute);
      return sent();
    };
    for (let readings = 1; readings <= 12; readings += 1) {
      await expect.poll(sentLater).toBeGreaterThanOrEqual(2 * readings);
    }
    const listeners = () => [...own.signals].map((signal) => getEventListeners(signal, 'abort').length);
    await expect.poll(listeners).toEqual([0]);
    followed.stop();
  });

  test('reports an internal error as a failure, and is read again later', async () => {
    const { clock, lists, own } = await world();
    let changes = 0;
    const followed = lists.follow(location, () => (changes += 1));
    await expect.poll(() => followed.vaults?.length).toBe(12);
    own.error = new TypeError('a mistake');
    const failureLater = () => {
      clock.advance(minute);
      return followed.failure?.code;
    };
    await expect.poll(failureLater).toBe('INTERNAL_SERVER_ERROR');
    expect([followed.vaults?.length, changes]).toEqual([12, 2]);
    await expect.poll(failureLater).toBeUndefined();
    expect(changes).toBe(3);
    followed.stop();
  });

  test('shows a vault that was created or deleted through the gateway at once, without a call', async () => {
    const { clock, lists, sent, calls, remove, add } = await world();
    let changes = 0;
    const followed = lists.follow(location, () => (changes += 1));
    const names = () => followed.vaults?.map(({ vaultName }) => vaultName);
    await expect.poll(names).toHaveLength(12);
    calls();
    lists.put(newVault({ ...location, vaultName: 'created' }, clock.now()));
    expect(names()).toContain('created');
    lists.put(newVault({ ...location, vaultName: 'vault-1' }, clock.now()));
    remove('vault-2');
    lists.remove({ ...location, vaultName: 'vault-2' });
    expect(names()).not.toContain('vault-2');
    expect([changes, calls()]).toEqual([3, 0]);
    // AWS's list may lack the new vault for a while.
    clock.advance(minute);
    await expect.poll(sent).toBe(4);
    expect(names()).toContain('created');
    add('created');
    followed.stop();
  });

  test('does not bring back a vault that was created and deleted within the lag of the list', async () => {
    const { clock, lists, read } = await world(1);
    const vault = { ...location, vaultName: 'short-lived' };
    lists.put(newVault(vault, clock.now()));
    expect(await read(0)).toEqual(['vault-0', 'short-lived']);
    lists.remove(vault);
    expect(await read(0)).toEqual(['vault-0']);
  });

  test('reports a failure, keeps the vaults, and recovers', async () => {
    const { clock, simulator, lists } = await world(3);
    const states: unknown[] = [];
    const followed = lists.follow(location, () => states.push([followed.vaults?.length, followed.failure?.code]));
    await expect.poll(() => states).toEqual([[3, undefined]]);
    simulator.faults.set([
      { operation: 'glacier.ListVaults', kind: 'error', status: 403, code: 'AccessDeniedException' },
    ]);
    clock.advance(minute);
    await expect.poll(() => states.at(-1)).toEqual([3, 'FORBIDDEN']);
    simulator.faults.clear();
    clock.advance(minute);
    await expect.poll(() => states.at(-1)).toEqual([3, undefined]);
    expect(states).toHaveLength(3);
    followed.stop();
  });

  test('keeps the failure of the request of a caller from its followers', async () => {
    const { clock, simulator, lists, read, add } = await world(3);
    const states: unknown[] = [];
    const followed = lists.follow(location, () => states.push([followed.vaults?.length, followed.failure?.code]));
    await expect.poll(() => states).toEqual([[3, undefined]]);
    simulator.faults.set([
      {
        operation: 'glacier.ListVaults',
        kind: 'error',
        status: 403,
        code: 'AccessDeniedException',
        call: { from: 1, to: 1 },
      },
    ]);
    expect(await read(0)).toBe('FORBIDDEN');
    add('new');
    const countLater = () => {
      clock.advance(minute);
      return followed.vaults?.length;
    };
    await expect.poll(countLater).toBe(4);
    expect(states).toEqual([
      [3, undefined],
      [4, undefined],
    ]);
    followed.stop();
  });
});

describe('a list of vaults that is read', () => {
  test('within its age costs no call, 0 always reads, and what was created shows in both', async () => {
    const { clock, lists, calls, read } = await world();
    expect(await read(10)).toHaveLength(12);
    expect(calls()).toBe(2);
    lists.put(newVault({ ...location, vaultName: 'created' }, clock.now()));
    expect(await read(10)).toHaveLength(13);
    expect(calls()).toBe(0);
    expect(await read(0)).toHaveLength(13);
    expect(calls()).toBe(2);
  });

  test('shares a reading in flight, and a waiter reads itself if the first caller goes away', async () => {
    const { simulator, calls, read } = await world();
    expect((await Promise.all([read(10), read(10), read(null)])).map((names) => names.length)).toEqual([12, 12, 12]);
    expect(calls()).toBe(2);
    simulator.faults.set([
      { operation: 'glacier.ListVaults', kind: 'delay', when: 'before', delayMilliseconds: 60_000 },
    ]);
    const leaving = new AbortController();
    const first = read(0, leaving.signal);
    const second = read(1e-6);
    // The simulator has the call, and waits.
    await expect.poll(calls).toBe(1);
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    simulator.faults.clear();
    simulator.faults.release();
    expect(await second).toHaveLength(12);
  });

  test('costs nothing with null while it is followed, however long ago it was read', async () => {
    const { lists, calls, read } = await world();
    const followed = lists.follow(location, () => undefined);
    await expect.poll(() => followed.vaults).toHaveLength(12);
    calls();
    expect(await read(null)).toHaveLength(12);
    expect(calls()).toBe(0);
    followed.stop();
  });
});
