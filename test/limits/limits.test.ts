// What one caller may use: pure over a clock, and through the front door.
import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { anonymous } from '../../src/access/caller.ts';
import { createClock, systemClock } from '../../src/core/clock.ts';
import { RateLimitedError } from '../../src/core/errors.ts';
import { createLimits, type LimitSettings, type SharedLimits } from '../../src/limits/createLimits.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { json, send } from '../http/send.ts';
import { startGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';

const somebody = { ...anonymous, id: 'key somebody' };
const other = { ...anonymous, id: 'key other' };

function limitsOf(settings: LimitSettings, shared?: SharedLimits) {
  const clock = createClock({ speed: 0, startAt: 1_000_000 });
  return { clock, limits: createLimits(settings, shared, clock) };
}
/** What nobody can reach. */
const away: SharedLimits = {
  rates: { take: () => Promise.reject(new Error('away')) },
  counts: { tell: () => Promise.reject(new Error('away')), keptFor: 30_000 },
};

const refusal = async (asked: Promise<unknown>): Promise<number> => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RateLimitedError);
  return (error as RateLimitedError).retryAfterSeconds;
};

describe('an allowance', () => {
  test('can be used at once, and comes back evenly', async () => {
    const { clock, limits } = limitsOf({ requestsPerMinute: 6 });
    for (let i = 0; i < 6; i += 1) await limits.request(somebody);
    expect(await refusal(limits.request(somebody))).toBe(10);
    await limits.request(other);
    clock.advance(10_000);
    await limits.request(somebody);
    expect(await refusal(limits.request(somebody))).toBe(10);
    clock.advance(600_000);
    for (let i = 0; i < 6; i += 1) await limits.request(somebody);
    await refusal(limits.request(somebody));
  });

  test('of starts is taken for all of many or for none, and what was not used comes back', async () => {
    const { limits } = limitsOf({ startsPerHour: 10 });
    await refusal(limits.starts(somebody, 11));
    const giveBack = await limits.starts(somebody, 10);
    await refusal(limits.starts(somebody, 1));
    giveBack(3);
    await limits.starts(somebody, 3);
    expect(await refusal(limits.starts(somebody, 1))).toBe(360);
  });

  test('of subscriptions comes back when they end, once each', async () => {
    const { limits } = limitsOf({ subscriptions: 2 });
    const [end] = [await limits.subscribe(somebody), await limits.subscribe(somebody)];
    await refusal(limits.subscribe(somebody));
    await limits.subscribe(other);
    end();
    end();
    await limits.subscribe(somebody);
    await refusal(limits.subscribe(somebody));
  });

  test('is there for named callers, and unbounded for anonymous ones, where nothing is configured', async () => {
    const { limits } = limitsOf({});
    for (let i = 0; i < 6_000; i += 1) await limits.request(somebody);
    await refusal(limits.request(somebody));
    for (let i = 0; i < 6_100; i += 1) await limits.request(anonymous);
  });

  test('of subscriptions is told to other instances again and again, until the last of them has ended', async () => {
    const told: string[] = [];
    const counts = {
      tell: async (key: string, count: number) => {
        told.push(`${key}: ${count}`);
        return 2;
      },
      keptFor: 30_000,
    };
    const { clock, limits } = limitsOf({ subscriptions: 3 }, { ...away, counts });
    const end = await limits.subscribe(somebody);
    await refusal(limits.subscribe(somebody));
    told.length = 0;
    for (let tens = 0; tens < 3; tens += 1) clock.advance(10_000);
    expect(told).toEqual(Array(3).fill('subscriptions key somebody: 1'));
    end();
    for (let tens = 0; tens < 3; tens += 1) clock.advance(10_000);
    expect(told.slice(3)).toEqual(['subscriptions key somebody: 0']);
  });

  test('is counted here while what is shared cannot be asked', async () => {
    const { limits } = limitsOf({ requestsPerMinute: 1, subscriptions: 1 }, away);
    await limits.request(somebody);
    await refusal(limits.request(somebody));
    await limits.subscribe(somebody);
    await refusal(limits.subscribe(somebody));
  });
});

describe('over it', () => {
  test('a request is answered 429 with Retry-After, over WebSocket by the same error', async () => {
    await using gateway = await startGateway({ callers: { requestsPerMinute: 2 } });
    const body = JSON.stringify({ query: '{ vaults { nodes { name } } }' });
    for (let i = 0; i < 2; i += 1) expect((await send(gateway.url, { headers: json, body })).status).toBe(200);
    gateway.calls();
    for (const accept of ['application/json', 'text/event-stream']) {
      const { status, headers, json: read } = await send(gateway.url, { headers: { ...json, accept }, body });
      expect(status).toBe(429);
      expect(headers['retry-after']).toBe('30');
      expect(read().errors).toMatchObject([
        { extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: 30 } },
      ]);
    }
    const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const told = await new Promise<unknown>((resolve) => {
      client.subscribe({ query: '{ __typename }' }, { next: resolve, error: resolve, complete: () => undefined });
    });
    expect(told).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 30 } }]);
    expect(JSON.stringify(told)).not.toContain('http');
    await client.dispose();
    expect(gateway.calls()).toEqual({});
  });

  test('so is a download, which costs AWS nothing then', async () => {
    await using gateway = await startGateway({ callers: { requestsPerMinute: 2 } });
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

  test('a start is refused before any call, many at once as a whole, and one that gives a known job costs none', async () => {
    await using gateway = await startGateway({ callers: { startsPerHour: 3 } });
    const input = { vaultName: 'media-masters' };
    const { vault } = await gateway.data(
      '{ vault(name: "media-masters") { latestInventory { inventory { archives(first: 4) { nodes { archiveId } } } } } }',
    );
    const archiveIds = vault.latestInventory.inventory.archives.nodes.map(
      ({ archiveId }: { archiveId: string }) => archiveId,
    );
    const many =
      'mutation ($input: InitiateArchiveRetrievalsInput!) { initiateArchiveRetrievals(input: $input) { ... on InitiateArchiveRetrievalsPayload { started } } }';
    gateway.calls();
    const body = JSON.stringify({ query: many, variables: { input: { ...input, archiveIds } } });
    const refused = await send(gateway.url, { headers: json, body });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json().errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(gateway.calls()).toEqual({});

    const one =
      'mutation ($input: InitiateArchiveRetrievalInput!) { start: initiateArchiveRetrieval(input: $input) { ... on InitiateArchiveRetrievalPayload { job { jobId } } ... on Error { message } } }';
    const again = { input: { ...input, archiveId: archiveIds[0], idempotencyKey: 'once' } };
    const first = await gateway.data(one, again);
    for (let i = 0; i < 4; i += 1) expect(await gateway.data(one, again)).toEqual(first);
    expect(
      (await gateway.data(many, { input: { ...input, archiveIds: archiveIds.slice(0, 2) } })).initiateArchiveRetrievals,
    ).toEqual({ started: 2 });
    gateway.calls();
    const { errors } = await gateway.query(one, { input: { ...input, archiveId: archiveIds[3] } });
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(gateway.calls()).toEqual({});
  });

  test('what is refused as it was asked is no start', async () => {
    await using gateway = await startGateway({ callers: { startsPerHour: 1 } });
    const create = (priority: number) =>
      gateway.data(
        'mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) { __typename ... on Error { code } } }',
        {
          input: {
            roleArn: 'arn:aws:iam::111122223333:role/batch',
            priority,
            operation: { s3PutObjectTagging: { tagSet: [{ key: 'a', value: 'b' }] } },
            report: { enabled: false },
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

  test('a subscription is answered 429, until another one has ended', async () => {
    await using gateway = await startGateway({ callers: { subscriptions: 1 } });
    const open = (ending: AbortSignal) =>
      fetch(gateway.url, {
        method: 'POST',
        headers: { ...json, accept: 'text/event-stream' },
        body: JSON.stringify({ query: 'subscription { batchJobUpdates(statuses: [ACTIVE]) { jobId } }' }),
        signal: ending,
      });
    const [first, second] = [new AbortController(), new AbortController()];
    expect((await open(first.signal)).status).toBe(200);
    const refused = await open(second.signal);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    first.abort();
    await expect.poll(async () => (await open(second.signal)).status).toBe(200);
    second.abort();
    await expect.poll(() => gateway.underWay().broadcasts).toBe(0);
  });
});

describeWithRedis('two gateways on one Redis', (shared) => {
  test('count as one, and each for itself while it is gone', async () => {
    const open = () => openRedis(shared().url, pino({ level: 'silent' }));
    const [a, b] = [await open(), await open()];
    const id = `key ${randomUUID()}`;
    const [first, second] = [a, b].map(({ limits }) =>
      createLimits({ startsPerHour: 5, subscriptions: 3 }, limits, systemClock),
    );
    if (!first || !second) throw new Error('there are two');
    const caller = { ...anonymous, id };
    const giveBack = await first.starts(caller, 3);
    await second.starts(caller, 2);
    expect(await refusal(first.starts(caller, 1))).toBeGreaterThan(600);
    giveBack(2);
    await expect
      .poll(() =>
        second.starts(caller, 2).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('taken');
    await refusal(second.starts(caller, 1));

    const ends = [await first.subscribe(caller), await first.subscribe(caller), await second.subscribe(caller)];
    await refusal(second.subscribe(caller));
    await refusal(first.subscribe(caller));
    ends[0]?.();
    const subscribed = () =>
      second.subscribe(caller).then(
        () => 'taken',
        () => 'refused',
      );
    await expect.poll(subscribed).toBe('taken');
    await refusal(first.subscribe(caller));
    await a.close();
    await first.starts(caller, 5);
    await refusal(first.starts(caller, 1));
    await b.close();
  });
});
