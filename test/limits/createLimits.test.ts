// The limits of a caller: over a controlled clock, and through the gateway.

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { anonymous } from '../../src/access/caller.ts';
import { defaultConfig } from '../../src/config/options.ts';
import { createClock, systemClock } from '../../src/core/clock.ts';
import { RateLimitedError } from '../../src/core/errors.ts';
import { type CallerUsage, createLimits, type LimitSettings } from '../../src/limits/createLimits.ts';
import { createMemoryCounts } from '../../src/storage/memory/counts.ts';
import { createMemoryRates } from '../../src/storage/memory/rates.ts';
import { createRedisCounts } from '../../src/storage/redis/counts.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { createRedisRates } from '../../src/storage/redis/rates.ts';
import { json, send } from '../http/send.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { home, vaultRef } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';

const ann = { ...anonymous, id: 'key ann' };
const bob = { ...anonymous, id: 'key bob' };

const defaults = defaultConfig();
const byDefault: LimitSettings = {
  requestsPerMinute: defaults.REQUESTS_PER_MINUTE,
  startsPerHour: defaults.STARTS_PER_HOUR,
  subscriptions: defaults.SUBSCRIPTIONS_PER_CALLER,
};
const forAll = (count: number) => ({ authenticated: count, anonymous: count });

function limitsOf(settings: Partial<LimitSettings>, usage = (own: CallerUsage): CallerUsage => own) {
  const clock = createClock({ speed: 0, startAt: 1_000_000 });
  const own = { rates: createMemoryRates(clock), counts: createMemoryCounts() };
  return { clock, limits: createLimits({ ...byDefault, ...settings }, usage(own), clock) };
}

const unavailable = { runSoon: () => Promise.reject(new Error('unavailable')) };

/** The seconds after which the call can be repeated. It may throw the refusal, or reject with it. */
const refusal = async (call: () => unknown): Promise<number> => {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(RateLimitedError);
  return (error as RateLimitedError).retryAfterSeconds;
};

test('a whole allowance can be used at once, and no more, at any time of a clock with fractions', async () => {
  const count = fc.integer({ min: 1, max: 700 });
  const time = fc.double({ min: 0, max: 1e10, noNaN: true });
  await fc.assert(
    fc.asyncProperty(count, time, async (allowed, now) => {
      const rates = createMemoryRates({ ...systemClock, now: () => now });
      const rate = { count: allowed, milliseconds: 60_000 };
      for (let taken = 0; taken < allowed; taken += 1) if ((await rates.take('key', 1, rate)).wait > 0) return false;
      return (await rates.left('key', rate)) === 0 && (await rates.take('key', 1, rate)).wait > 0;
    }),
    { numRuns: 50 },
  );
});

describe('the starts that are left', () => {
  test('are unlimited without a limit', async () => {
    const { limits } = limitsOf({ startsPerHour: forAll(Number.POSITIVE_INFINITY) });
    expect(await limits.startsLeft(ann)).toBeNull();
  });

  test('are exactly those that can be taken, at any time', async () => {
    const { clock, limits } = limitsOf({ startsPerHour: forAll(7) });
    for (const [taken, minutes] of [
      [0, 0],
      [3, 1],
      [2, 7],
      [1, 9],
      [0, 31],
      [4, 1],
      [0, 600],
    ] as const) {
      if (taken > 0) await limits.acquireStarts(ann, taken);
      clock.advance(minutes * 60_000);
      const left = (await limits.startsLeft(ann)) ?? 0;
      expect(await limits.startsLeft(ann)).toBe(left);
      await refusal(() => limits.acquireStarts(ann, left + 1));
      const giveBack = await limits.acquireStarts(ann, left);
      expect(await limits.startsLeft(ann)).toBe(0);
      giveBack(left);
    }
    expect(await limits.startsLeft(bob)).toBe(7);
  });

  test('are counted by this instance while Redis is unavailable', async () => {
    const { limits } = limitsOf({ startsPerHour: forAll(3) }, (own) => ({
      ...own,
      rates: createRedisRates(unavailable, own.rates),
    }));
    await limits.acquireStarts(ann, 2);
    expect(await limits.startsLeft(ann)).toBe(1);
  });
});

describe('the limit of a caller', () => {
  test('on requests allows a burst and refills evenly', async () => {
    const { clock, limits } = limitsOf({ requestsPerMinute: forAll(6) });
    for (let i = 0; i < 6; i += 1) await limits.enforceRequestRate(ann);
    expect(await refusal(() => limits.enforceRequestRate(ann))).toBe(10);
    await limits.enforceRequestRate(bob);
    clock.advance(10_000);
    await limits.enforceRequestRate(ann);
    expect(await refusal(() => limits.enforceRequestRate(ann))).toBe(10);
    clock.advance(600_000);
    for (let i = 0; i < 6; i += 1) await limits.enforceRequestRate(ann);
    await refusal(() => limits.enforceRequestRate(ann));
  });

  test('on starts counts a bulk call as a whole, and unused starts are given back', async () => {
    const { limits } = limitsOf({ startsPerHour: forAll(10) });
    await refusal(() => limits.acquireStarts(ann, 11));
    const giveBack = await limits.acquireStarts(ann, 10);
    await refusal(() => limits.acquireStarts(ann, 1));
    giveBack(3);
    await limits.acquireStarts(ann, 3);
    expect(await refusal(() => limits.acquireStarts(ann, 1))).toBe(360);
  });

  test('on subscriptions is given back once for each that ends', async () => {
    const { limits } = limitsOf({ subscriptions: forAll(2) });
    const [end] = [await limits.acquireSubscription(ann), await limits.acquireSubscription(ann)];
    await refusal(() => limits.acquireSubscription(ann));
    await limits.acquireSubscription(bob);
    end();
    end();
    await limits.acquireSubscription(ann);
    await refusal(() => limits.acquireSubscription(ann));
  });

  test('has a default for named callers, and none for anonymous ones', async () => {
    const { limits } = limitsOf({});
    for (let i = 0; i < 6_000; i += 1) await limits.enforceRequestRate(ann);
    await refusal(() => limits.enforceRequestRate(ann));
    for (let i = 0; i < 6_100; i += 1) await limits.enforceRequestRate(anonymous);
  });

  test('on subscriptions is reported to other instances repeatedly, until the last subscription has ended', async () => {
    const reported: string[] = [];
    const counts = {
      report: async (key: string, count: number) => {
        reported.push(`${key}: ${count}`);
        return 2;
      },
      ttl: 30_000,
    };
    const { clock, limits } = limitsOf({ subscriptions: forAll(3) }, (own) => ({ ...own, counts }));
    const end = await limits.acquireSubscription(ann);
    await refusal(() => limits.acquireSubscription(ann));
    reported.length = 0;
    for (let tens = 0; tens < 3; tens += 1) clock.advance(10_000);
    expect(reported).toEqual(Array(3).fill('subscriptions key ann: 1'));
    end();
    for (let tens = 0; tens < 3; tens += 1) clock.advance(10_000);
    expect(reported.slice(3)).toEqual(['subscriptions key ann: 0']);
  });

  test('is counted by each instance while the shared store is unavailable', async () => {
    const { limits } = limitsOf({ requestsPerMinute: forAll(1), subscriptions: forAll(1) }, ({ rates }) => ({
      rates: createRedisRates(unavailable, rates),
      counts: createRedisCounts(unavailable),
    }));
    await limits.enforceRequestRate(ann);
    await refusal(() => limits.enforceRequestRate(ann));
    await limits.acquireSubscription(ann);
    await refusal(() => limits.acquireSubscription(ann));
  });
});

describe('above the limit', () => {
  test('a request is answered with 429 and Retry-After, and over WebSocket with the same error', async () => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ REQUESTS_PER_MINUTE: forAll(2), realClock });
    const body = JSON.stringify({ query: '{ vaults { nodes { name } } }' });
    for (let i = 0; i < 2; i += 1) expect((await send(gateway.url, { headers: json, body })).status).toBe(200);
    gateway.calls();
    for (const [accept, elapsed] of [
      ['application/json', 0],
      ['text/event-stream', 7_600],
    ] as const) {
      realClock.advance(elapsed);
      const { status, headers, json: read } = await send(gateway.url, { headers: { ...json, accept }, body });
      expect(status).toBe(429);
      // Two a minute are one every 30 s, less the time since the first request. Seconds are rounded up.
      const seconds = Math.ceil(30 - elapsed / 1000);
      expect(headers['retry-after']).toBe(String(seconds));
      expect(read().errors).toMatchObject([
        { extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: seconds } },
      ]);
    }
    const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const error = await new Promise<unknown>((resolve) => {
      client.subscribe({ query: '{ __typename }' }, { next: resolve, error: resolve, complete: () => undefined });
    });
    expect(error).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 23 } }]);
    expect(JSON.stringify(error)).not.toContain('http');
    await client.dispose();
    expect(gateway.calls()).toEqual({});
  });

  test('a download is answered with 429 before any AWS call', async () => {
    await using gateway = await startGateway({ REQUESTS_PER_MINUTE: forAll(2) });
    const { vault } = await gateway.data('{ vault(name: "media-masters") { latestInventory { output { url } } } }');
    const { url } = vault.latestInventory.output;
    expect((await send(url, { method: 'HEAD' })).status).toBe(200);
    gateway.calls();
    const { status, headers, json: read } = await send(url, { method: 'GET' });
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(read().errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(gateway.calls()).toEqual({});
  });

  test('a start is refused before any AWS call, a bulk call as a whole; a repeated key counts once', async () => {
    await using gateway = await startGateway({ STARTS_PER_HOUR: forAll(3) });
    const input = { vault: vaultRef('media-masters') };
    const { vault } = await gateway.data(
      '{ vault(name: "media-masters") { latestInventory { inventory { archives(first: 4) { nodes { archiveId } } } } } }',
    );
    const archiveIds = vault.latestInventory.inventory.archives.nodes.map(
      ({ archiveId }: { archiveId: string }) => archiveId,
    );
    const many =
      'mutation ($input: InitiateArchiveRetrievalsInput!) { initiateArchiveRetrievals(input: $input) { ... on InitiateArchiveRetrievalsPayload { started } ... on MutationError { code retryAfterSeconds } } }';
    gateway.calls();
    const body = JSON.stringify({ query: many, variables: { input: { ...input, archiveIds } } });
    const refused = await send(gateway.url, { headers: json, body });
    expect(refused.status).toBe(200);
    expect(refused.json()).toMatchObject({
      data: { initiateArchiveRetrievals: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) } },
    });
    expect(gateway.calls()).toEqual({});

    const one =
      'mutation ($input: InitiateArchiveRetrievalInput!) { start: initiateArchiveRetrieval(input: $input) { ... on InitiateArchiveRetrievalPayload { job { jobId } } ... on MutationError { code message } } }';
    const again = { input: { ...input, archiveId: archiveIds[0], idempotencyKey: 'once' } };
    const first = await gateway.data(one, again);
    for (let i = 0; i < 4; i += 1) expect(await gateway.data(one, again)).toEqual(first);
    expect(
      (await gateway.data(many, { input: { ...input, archiveIds: archiveIds.slice(0, 2) } })).initiateArchiveRetrievals,
    ).toEqual({ started: 2 });
    gateway.calls();
    const { start } = await gateway.data(one, { input: { ...input, archiveId: archiveIds[3] } });
    expect(start).toMatchObject({ code: 'RATE_LIMITED' });
    expect(gateway.calls()).toEqual({});
  });

  test('a start with invalid input is not counted', async () => {
    await using gateway = await startGateway({ STARTS_PER_HOUR: forAll(1) });
    const create = (priority: number) =>
      gateway.data(
        'mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) { __typename ... on MutationError { code } } }',
        {
          input: {
            location: home,
            roleArn: 'arn:aws:iam::111122223333:role/batch',
            priority,
            operation: { s3PutObjectTagging: { tagSet: [{ key: 'a', value: 'b' }] } },
            manifest: {
              manifest: {
                spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
                location: { objectArn: 'arn:aws:s3:::bucket/list.csv', eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
              },
            },
          },
        },
      );
    expect((await create(-1)).createBatchJob.code).toBe('BAD_USER_INPUT');
    expect((await create(1)).createBatchJob.__typename).toBe('CreateBatchJobPayload');
  });

  test('a subscription is answered with 429 until another one has ended', async () => {
    await using gateway = await startGateway({ SUBSCRIPTIONS_PER_CALLER: forAll(1) });
    const open = (signal: AbortSignal) =>
      fetch(gateway.url, {
        method: 'POST',
        headers: { ...json, accept: 'text/event-stream' },
        body: JSON.stringify({ query: 'subscription { batchJobUpdates(statuses: [ACTIVE]) { job { jobId } } }' }),
        signal,
      });
    const [first, second] = [new AbortController(), new AbortController()];
    expect((await open(first.signal)).status).toBe(200);
    const refused = await open(second.signal);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    first.abort();
    await expect.poll(async () => (await open(second.signal)).status).toBe(200);
    second.abort();
    await expect.poll(() => gateway.activity().broadcasts).toBe(0);
  });
});

describeWithRedis('two gateways on one Redis', (shared) => {
  test('count together, and each alone while Redis is unavailable', async () => {
    const open = () => openRedis(shared().url, pino({ level: 'silent' }), patientRedis);
    const [a, b] = [await open(), await open()];
    const id = `key ${randomUUID()}`;
    const [first, second] = [a, b].map(({ callerUsage }) =>
      createLimits({ ...byDefault, startsPerHour: forAll(5), subscriptions: forAll(3) }, callerUsage, systemClock),
    );
    if (!first || !second) throw new Error('both must exist');
    const caller = { ...anonymous, id };
    const giveBack = await first.acquireStarts(caller, 3);
    expect(await second.startsLeft(caller)).toBe(2);
    await second.acquireStarts(caller, 2);
    expect(await refusal(() => first.acquireStarts(caller, 1))).toBeGreaterThan(600);
    giveBack(2);
    await expect
      .poll(() =>
        second.acquireStarts(caller, 2).then(
          () => 'acquired',
          () => 'refused',
        ),
      )
      .toBe('acquired');
    await refusal(() => second.acquireStarts(caller, 1));

    const ends = [
      await first.acquireSubscription(caller),
      await first.acquireSubscription(caller),
      await second.acquireSubscription(caller),
    ];
    await refusal(() => second.acquireSubscription(caller));
    await refusal(() => first.acquireSubscription(caller));
    ends[0]?.();
    const subscribed = () =>
      Promise.resolve(second.acquireSubscription(caller)).then(
        () => 'acquired',
        () => 'refused',
      );
    await expect.poll(subscribed).toBe('acquired');
    await refusal(() => first.acquireSubscription(caller));
    await a.close();
    await first.acquireStarts(caller, 5);
    await refusal(() => first.acquireStarts(caller, 1));
    await b.close();
  });
});
