// Retrievals that several gateways keep staged.
import { expect, test } from 'vitest';
import { type Clock, createClock } from '../../src/core/clock.ts';
import { passTime } from '../starts/passTime.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { settle, vaultWorld } from '../watch/world.ts';

const hour = 3_600_000;

/** Starts a retrieval of one minute to five, with these terms. */
async function keep(gateway: TestGateway, start: string, terms: string): Promise<Data> {
  const text = start.replace('archiveId:', `tier: EXPEDITED, keepStaged: { ${terms} }, archiveId:`);
  return (await gateway.data(text.replace('{ message }', '{ code message }'))).initiateArchiveRetrieval;
}

async function kept(gateway: TestGateway, id: string): Promise<Data> {
  const { node } = await gateway.data(
    `query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { phase keepStaged {
      state restages failure { code attempts } restagedAs { id phase }
    } } } }`,
    { id },
  );
  return node.keepStaged;
}

/** Lets time pass in steps, so that a job ends in one and is due in another. */
async function pass(gateway: TestGateway, ...steps: number[]): Promise<void> {
  for (const milliseconds of steps) {
    await settle(gateway);
    gateway.clock.advance(milliseconds);
  }
  await settle(gateway);
}

const secondsOf = (clock: Clock, seconds: number) =>
  new Promise<void>((resolve) => void clock.after(seconds * 1000, resolve));

describeWithRedis('several gateways', (redis) => {
  test('start it again once, and go on when one of them has closed', async () => {
    const startClock = createClock({ speed: 0, startAt: 0 });
    const options = { REDIS_URL: redis().url, seed: 'empty' as const, startClock, ADMIN_PORT: 0 };
    await using one = await startGateway(options);
    await using other = await startGateway({ ...options, beside: one });
    // A new Redis has certainly forgotten nothing once AWS lists all earlier jobs.
    await passTime(startClock, () => one.simulator.calls.total, secondsOf(startClock, 400), redis());
    const vault = vaultWorld(one.simulator);
    const { job } = await keep(one, vault.start, 'untilDownloaded: true');
    // The other one learns of it from Redis.
    await pass(other, 600_000, hour);
    await expect.poll(() => kept(other, job.id)).toMatchObject({ state: 'ACTIVE', restages: 0 });
    for (const { adminUrl } of [one, other]) {
      const text = async () => (await fetch(adminUrl ?? '')).text();
      await expect.poll(text).toMatch('glacier_graphql_kept_retrievals{state="active"} 1\n');
    }
    one.calls();
    await pass(one, 18 * hour);
    await expect.poll(() => kept(one, job.id)).toMatchObject({ restages: 1, failure: null });
    await pass(one, 600_000);
    expect((await kept(other, job.id)).restages).toBe(1);
    expect(one.calls()['glacier.InitiateJob']).toBe(1);

    await one.close();
    await pass(other, 600_000, hour, 18 * hour);
    await expect.poll(() => kept(other, job.id).then((its) => its?.restages)).toBe(2);
    expect(other.calls()['glacier.InitiateJob']).toBe(1);
  });
});
