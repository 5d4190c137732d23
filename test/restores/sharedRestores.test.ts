// Several gateways on one Redis follow a restore job with one reading, and an event that reaches one of them counts at all.
import { expect, test } from 'vitest';
import { type Data, startGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { subscribe } from '../support/subscribe.ts';
import { callsOf } from '../watch/world.ts';
import { keysOf, startRestoreWorld } from './restoreWorld.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

const updates = `subscription ($ids: [ID!]!) { restoreUpdates(ids: $ids) { job {
  phase restores { checked inProgress readable isSettled }
} } }`;

const timeouts = { AWS_ATTEMPT_TIMEOUT_MS: MINUTE, AWS_TIMEOUT_MS: MINUTE };
const redisTimes = {
  command: MINUTE,
  soon: MINUTE,
  cacheRead: MINUTE,
  silence: MINUTE,
  lease: MINUTE,
  interest: MINUTE,
};

describeWithRedis('gateways that share a Redis', (redis) => {
  test('read the objects once for all, and count events of each other', async () => {
    const shared = { REDIS_URL: redis().url, ...timeouts, redisTimes };
    const world = await startRestoreWorld(shared);
    await using first = world.gateway;
    await using second = await startGateway({ ...shared, beside: first });
    const keys = keysOf(30);
    world.put(keys);
    const { id } = await world.restore(keys);
    first.clock.advance(HOUR);
    first.calls();
    await using one = await subscribe(first.url, updates, { ids: [id] });
    await using other = await subscribe(second.url, updates, { ids: [id] });
    const last = (events: typeof one.events): Data =>
      events.flatMap(({ data }) => (data ? [data.data.restoreUpdates.job] : [])).at(-1);
    await expect.poll(() => [one, other].map(({ events }) => last(events)?.restores.inProgress)).toEqual([30, 30]);
    expect(await callsOf(first)).toEqual({ 's3control.DescribeJob': 1, 's3.GetObject': 1, 's3.ListObjectsV2': 1 });

    const at = new Date(first.clock.now());
    for (const gateway of [first, second]) {
      gateway.restores.observed({
        change: 'COMPLETED',
        bucket: 'film',
        key: keys[0] ?? '',
        versionId: null,
        at,
        readableUntil: new Date(at.getTime() + 48 * HOUR),
      });
    }
    await expect.poll(() => [one, other].map(({ events }) => last(events).restores.readable)).toEqual([1, 1]);
    expect(await callsOf(first)).toEqual({});
  });
});
