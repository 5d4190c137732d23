// MAX_AWS_CALLS and MAX_NODES over the life of a subscription.
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { SubscriptionBudget } from '../../src/limits/subscriptionBudget.ts';
import { startGateway, type TestOptions } from '../support/startGateway.ts';
import { type StreamEvent, type Subscriber, subscribe } from '../support/subscribe.ts';
import { callsOf, tick, vaultWorld } from '../watch/world.ts';

const minute = 60_000;
const stopped = () => createClock({ speed: 0, startAt: 0 });

describe('the budget of a subscription', () => {
  const budgetOf = (limits: { awsCalls: number; nodes: number }) => {
    const clock = stopped();
    let exceeded = 0;
    const budget = new SubscriptionBudget(limits, clock, () => (exceeded += 1));
    return { clock, budget, exceeded: () => exceeded };
  };

  test('has the calls of one query in each minute, whichever events make them', () => {
    const { clock, budget, exceeded } = budgetOf({ awsCalls: 5, nodes: 100 });
    const call = () => {
      const event = budget.beginEvent(0);
      event.check();
      event.spend(1);
    };
    for (let passed = 0; passed < 3; passed += 1) {
      for (let calls = 0; calls < 5; calls += 1) call();
      for (let calls = 0; calls < 3; calls += 1) expect(call).toThrow('the 5 AWS calls of this minute');
      expect(exceeded()).toBe(passed + 1);
      clock.advance(minute);
    }
  });

  test('has retries counted, which can exceed it, and no more after that', () => {
    const { budget } = budgetOf({ awsCalls: 5, nodes: 100 });
    const event = budget.beginEvent(0);
    event.spend(7);
    expect(() => event.check()).toThrow('MAX_AWS_CALLS');
  });

  test('reports when to retry, and that an event would contain more then', () => {
    const { clock, budget } = budgetOf({ awsCalls: 1, nodes: 100 });
    const event = budget.beginEvent(0);
    event.spend(1);
    clock.advance(20_500);
    expect(event.hasRefused).toBe(false);
    expect(() => event.check()).toThrow('Retry in 40 s.');
    expect([event.hasRefused, event.isOutdated()]).toEqual([true, false]);
    clock.advance(39_500);
    expect(event.isOutdated()).toBe(true);
  });

  test('has the nodes of one query in each minute; an event without nodes needs none', () => {
    const { clock, budget } = budgetOf({ awsCalls: 100, nodes: 10 });
    for (let events = 0; events < 3; events += 1) budget.beginEvent(3).check();
    expect(() => budget.beginEvent(3).check()).toThrow('the 10 nodes of this minute (MAX_NODES)');
    budget.beginEvent(0).check();
    budget.beginEvent(1).check();
    clock.advance(minute);
    budget.beginEvent(10).check();
  });
});

const withVault =
  'subscription ($vault: VaultRef!) { vaultJobUpdates(vault: $vault) { change job { ... on Job { jobId } ... on VaultJob { vault { lock { state } notifications { snsTopic } } } } } }';

const start = (options: TestOptions) => startGateway({ seed: 'empty', realClock: stopped(), ...options });

interface Followed {
  events: StreamEvent['data'][];
  full: number;
  refused: number;
}

async function take(subscriber: Subscriber, count: number): Promise<Followed> {
  const events = await subscriber.take(count);
  const codes = (event: StreamEvent['data']) => (event.errors ?? []).map((error: Answered) => error.extensions.code);
  return {
    events,
    full: events.filter((event) => codes(event).length === 0).length,
    refused: events.filter((event) => codes(event).includes('RATE_LIMITED')).length,
  };
}

interface Answered {
  extensions: { code: string };
}

describe('the events of a subscription', () => {
  test('make MAX_AWS_CALLS calls in a minute; the others have the job, and an error at each field that needs a call', async () => {
    const realClock = stopped();
    await using gateway = await start({ MAX_AWS_CALLS: 20, realClock });
    const { many, vaultId } = vaultWorld(gateway.simulator);
    const jobs = many(30);
    gateway.calls();
    await using subscriber = await subscribe(gateway.url, withVault, { vault: { id: vaultId } });
    const first = await take(subscriber, 30);
    expect(first).toMatchObject({ full: 10, refused: 20 });
    expect(await callsOf(gateway)).toEqual({
      'glacier.ListJobs': 1,
      'glacier.GetVaultLock': 10,
      'glacier.GetVaultNotifications': 10,
    });
    expect(new Set(first.events.map(({ data }) => data.vaultJobUpdates.job.jobId))).toEqual(
      new Set(jobs.map(({ jobId }) => jobId)),
    );
    const refused = first.events.at(-1);
    expect(refused.data.vaultJobUpdates.job.vault).toEqual({ lock: null, notifications: null });
    expect(refused.errors).toMatchObject([
      { path: ['vaultJobUpdates', 'job', 'vault', 'lock'], extensions: { retryable: true, retryAfterSeconds: 60 } },
      { path: ['vaultJobUpdates', 'job', 'vault', 'notifications'], extensions: { code: 'RATE_LIMITED' } },
    ]);

    jobs[0]?.end();
    gateway.clock.advance(tick);
    expect(await take(subscriber, 1)).toMatchObject({ full: 0, refused: 1 });
    jobs[1]?.end();
    realClock.advance(minute);
    gateway.clock.advance(tick);
    expect(await take(subscriber, 1)).toMatchObject({ full: 1, refused: 0 });
  });

  test('cost the same for one subscriber as for twenty, and a later one gets what the first ones missed', async () => {
    const realClock = stopped();
    await using gateway = await start({ MAX_AWS_CALLS: 20, realClock });
    const { many, vaultId } = vaultWorld(gateway.simulator);
    many(12);
    gateway.calls();
    const open = () => subscribe(gateway.url, withVault, { vault: { id: vaultId } });
    const subscribers = await Promise.all(Array.from({ length: 20 }, open));
    for (const subscriber of subscribers) expect(await take(subscriber, 12)).toMatchObject({ full: 10, refused: 2 });
    realClock.advance(minute);
    await using late = await open();
    expect(await take(late, 12)).toMatchObject({ full: 12, refused: 0 });
    expect(await callsOf(gateway)).toEqual({
      'glacier.ListJobs': 1,
      'glacier.GetVaultLock': 12,
      'glacier.GetVaultNotifications': 12,
    });
    for (const subscriber of subscribers) await subscriber[Symbol.asyncDispose]();
  });

  test('make no further calls if everybody leaves and subscribes again', async () => {
    const realClock = stopped();
    await using gateway = await start({ MAX_AWS_CALLS: 20, realClock });
    const { many, vaultId } = vaultWorld(gateway.simulator);
    many(12);
    const again = async () => {
      await using subscriber = await subscribe(gateway.url, withVault, { vault: { id: vaultId } });
      const { full, refused } = await take(subscriber, 12);
      subscriber.cut();
      await expect.poll(() => gateway.activity().broadcasts).toBe(0);
      return { full, refused };
    };
    expect(await again()).toEqual({ full: 10, refused: 2 });
    expect(await again()).toEqual({ full: 0, refused: 12 });
    realClock.advance(minute);
    expect(await again()).toEqual({ full: 10, refused: 2 });
  });

  test('contain MAX_NODES nodes of lists in a minute', async () => {
    const query =
      'subscription ($vault: VaultRef!) { vaultJobUpdates(vault: $vault) { job { ... on VaultJob { vault { jobs(first: 40) { nodes { ... on Job { jobId } } } } } } } }';
    await using gateway = await start({ MAX_NODES: 100 });
    const { many, vaultId } = vaultWorld(gateway.simulator);
    many(5);
    await using subscriber = await subscribe(gateway.url, query, { vault: { id: vaultId } });
    const { events, ...counts } = await take(subscriber, 5);
    expect(counts).toEqual({ full: 2, refused: 3 });
    expect(events[4].errors[0].message).toContain('the 100 nodes of this minute (MAX_NODES)');
  });

  test('of other subscriptions and queries are not affected', async () => {
    await using gateway = await start({ MAX_AWS_CALLS: 4 });
    const { many, vaultId, vaultName } = vaultWorld(gateway.simulator);
    many(4);
    await using one = await subscribe(gateway.url, withVault, { vault: { id: vaultId } });
    expect(await take(one, 4)).toMatchObject({ full: 2, refused: 2 });
    const another = withVault.replace('subscription', 'subscription Another');
    await using other = await subscribe(gateway.url, another, { vault: { id: vaultId } });
    expect(await take(other, 4)).toMatchObject({ full: 2, refused: 2 });
    expect((await gateway.query(`{ vault(name: "${vaultName}") { lock { state } } }`)).errors).toBeUndefined();
  });
});

test('jobUpdates whose first events need more than MAX_AWS_CALLS calls or MAX_NODES nodes is refused before any call', async () => {
  await using gateway = await start({});
  const { many } = vaultWorld(gateway.simulator);
  const ids = many(400).map(({ id }) => id);
  gateway.calls();
  const refusal = async (selection: string) => {
    const query = `subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id ... on VaultJob { ${selection} } } } }`;
    await using subscriber = await subscribe(gateway.url, query, { ids });
    const [refused, end] = await subscriber.rest();
    expect(end?.event).toBe('complete');
    return refused?.data.errors[0].message;
  };
  const settings =
    'lock { state } notifications { snsTopic } accessPolicy tags { key } latestInventory { id } sizeInBytes';
  expect(await refusal(`vault { ${settings} }`)).toMatch(/The operation may cost \d+ AWS calls; the limit is 2500/);
  expect(await refusal('vault { jobs(first: 60) { nodes { ... on Job { jobId } } } }')).toBe(
    'The operation may cost 24000 nodes; the limit is 20000. Request fewer at once.',
  );
  expect(gateway.calls()).toEqual({});
});
