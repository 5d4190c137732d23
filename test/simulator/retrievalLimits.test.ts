import {
  type DataRetrievalRule,
  GetDataRetrievalPolicyCommand,
  InitiateJobCommand,
  ListProvisionedCapacityCommand,
  PurchaseProvisionedCapacityCommand,
  SetDataRetrievalPolicyCommand,
} from '@aws-sdk/client-glacier';
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { clientOf, DAY, failure, type Harness, HOUR, MiB, START, start } from './support.ts';

const set = ({ client }: Harness, ...Rules: DataRetrievalRule[]) =>
  client.send(new SetDataRetrievalPolicyCommand({ accountId: '-', Policy: { Rules } }));

describe('the data retrieval policy', () => {
  const enforced = 'PolicyEnforcedException 400: InitiateJob request denied by current data retrieval policy.';

  async function withArchive(size: number) {
    const harness = await start();
    const vault = harness.simulator.world.addVault(harness.location, 'v');
    const { id } = harness.simulator.world.addArchive(vault, {
      content: zeroContent(size),
      createdAt: START - 2 * DAY,
    });
    const retrieve = (Tier?: string) =>
      harness.client.send(
        new InitiateJobCommand({
          accountId: '-',
          vaultName: 'v',
          jobParameters: { Type: 'archive-retrieval', ArchiveId: id, Tier },
        }),
      );
    return { ...harness, retrieve };
  }

  test('is None until it is set, and read back as set', async () => {
    const harness = await start();
    const get = async () => (await harness.client.send(new GetDataRetrievalPolicyCommand({ accountId: '-' }))).Policy;
    expect(await get()).toEqual({ Rules: [{ Strategy: 'None' }] });
    await set(harness, { Strategy: 'BytesPerHour', BytesPerHour: 5 });
    expect(await get()).toEqual({ Rules: [{ Strategy: 'BytesPerHour', BytesPerHour: 5 }] });
    await set(harness, { Strategy: 'FreeTier' });
    expect(await get()).toEqual({ Rules: [{ Strategy: 'FreeTier' }] });
  });

  test.each<[string, DataRetrievalRule[]]>([
    ['no rule', []],
    ['two rules', [{ Strategy: 'None' }, { Strategy: 'None' }]],
    ['no strategy', [{}]],
    ['an unknown strategy', [{ Strategy: 'Some' }]],
    ['a rate that is missing', [{ Strategy: 'BytesPerHour' }]],
    ['a rate of zero', [{ Strategy: 'BytesPerHour', BytesPerHour: 0 }]],
    ['a rate where none belongs', [{ Strategy: 'FreeTier', BytesPerHour: 1 }]],
  ])('is refused with %s', async (_, rules) => {
    const harness = await start();
    expect(await failure(set(harness, ...rules))).toMatch(/^(Invalid|Missing)ParameterValueException 400/);
  });

  test('refuses a Standard retrieval whose bytes over four hours break the rate of all that run', async () => {
    const harness = await withArchive(40 * MiB);
    await set(harness, { Strategy: 'BytesPerHour', BytesPerHour: 20 * MiB });
    await harness.retrieve();
    await harness.retrieve('Standard');
    expect(await failure(harness.retrieve())).toBe(enforced);
    await harness.retrieve('Bulk');
    harness.clock.advance(6 * HOUR);
    await harness.retrieve();
  });

  test('refuses what exceeds the free part of the day', async () => {
    const harness = await withArchive(200 * MiB);
    await set(harness, { Strategy: 'FreeTier' });
    await harness.retrieve();
    expect(await failure(harness.retrieve())).toBe(enforced);
    harness.clock.advance(DAY);
    await harness.retrieve();
  });
});

describe('provisioned capacity', () => {
  test('is two units at most, each for a month', async () => {
    const { client, clock } = await start();
    const buy = () => client.send(new PurchaseProvisionedCapacityCommand({ accountId: '-' }));
    const list = async () =>
      (await client.send(new ListProvisionedCapacityCommand({ accountId: '-' }))).ProvisionedCapacityList;
    expect(await list()).toEqual([]);
    const { capacityId, $metadata } = await buy();
    expect($metadata.httpStatusCode).toBe(201);
    await buy();
    expect(await failure(buy())).toContain('LimitExceededException 400');
    expect((await list())?.[0]).toEqual({
      CapacityId: capacityId,
      StartDate: '2026-01-15T12:00:00.000Z',
      ExpirationDate: '2026-02-15T12:00:00.000Z',
    });
    clock.advance(31 * DAY);
    expect(await list()).toEqual([]);
  });

  test('bought on the 31st ends on the last day of the next month', async () => {
    const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 31, 8, 9, 10) });
    const simulator = await startSimulator({ clock, seed: 'empty' });
    const client = clientOf(simulator.url);
    await client.send(new PurchaseProvisionedCapacityCommand({ accountId: '-' }));
    const { ProvisionedCapacityList } = await client.send(new ListProvisionedCapacityCommand({ accountId: '-' }));
    client.destroy();
    await simulator.close();
    expect(ProvisionedCapacityList?.[0]?.ExpirationDate).toBe('2026-02-28T08:09:10.000Z');
  });
});
