import {
  CreateVaultCommand,
  DeleteVaultCommand,
  DescribeVaultCommand,
  ListVaultsCommand,
  paginateListVaults,
  ResourceNotFoundException,
} from '@aws-sdk/client-glacier';
import { describe, expect, test } from 'vitest';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { DAY, errorOf, failure, HOUR, START, start } from './support.ts';

const arn = (name: string) => `arn:aws:glacier:us-east-1:111122223333:vaults/${name}`;

describe('CreateVault', () => {
  test('answers 201 with the address under the real account, the second time as well', async () => {
    const { client } = await start();
    for (const _ of [1, 2]) {
      const created = await client.send(new CreateVaultCommand({ accountId: '-', vaultName: 'a.b_c-D' }));
      expect(created.location).toBe('/111122223333/vaults/a.b_c-D');
      expect(created.$metadata.httpStatusCode).toBe(201);
    }
  });

  test.each(['a b', 'é', '..', 'x'.repeat(256)])('refuses the name %s', async (vaultName) => {
    const { client } = await start();
    expect(await failure(client.send(new CreateVaultCommand({ accountId: '-', vaultName })))).toBe(
      `InvalidParameterValueException 400: Invalid vault name: ${vaultName}`,
    );
  });

  test('stops at 1,000 vaults in a region', async () => {
    const { client, simulator, location } = await start();
    for (let index = 0; index < 1000; index += 1) simulator.world.addVault(location, `v${index}`);
    const error = await errorOf(client.send(new CreateVaultCommand({ accountId: '-', vaultName: 'more' })));
    expect(error.name).toBe('LimitExceededException');
  });
});

describe('DescribeVault', () => {
  test('says of a new vault that it has no inventory yet', async () => {
    const { client } = await start();
    await client.send(new CreateVaultCommand({ accountId: '-', vaultName: 'new' }));
    const { $metadata, ...vault } = await client.send(new DescribeVaultCommand({ accountId: '-', vaultName: 'new' }));
    expect(vault).toEqual({
      CreationDate: '2026-01-15T12:00:00.000Z',
      NumberOfArchives: 0,
      SizeInBytes: 0,
      VaultARN: arn('new'),
      VaultName: 'new',
    });
  });

  test('counts what the last daily inventory saw, not what is there now', async () => {
    const { client, simulator, location, clock } = await start();
    const vault = simulator.world.addVault(location, 'v');
    const describeVault = () => client.send(new DescribeVaultCommand({ accountId: '-', vaultName: 'v' }));
    const archive = simulator.world.addArchive(vault, { content: zeroContent(100) });
    expect(await describeVault()).toMatchObject({ NumberOfArchives: 0 });
    clock.advance(12 * HOUR);
    expect(await describeVault()).toMatchObject({
      NumberOfArchives: 1,
      SizeInBytes: 100 + 32 * 1024,
      LastInventoryDate: '2026-01-16T00:00:00.000Z',
    });
    clock.advance(3 * DAY);
    expect(await describeVault(), 'no change, no new inventory').toMatchObject({
      LastInventoryDate: '2026-01-16T00:00:00.000Z',
    });
    archive.deletedAt = clock.now();
    clock.advance(HOUR);
    expect(await describeVault()).toMatchObject({ NumberOfArchives: 1 });
    clock.advance(DAY);
    expect(await describeVault()).toMatchObject({
      NumberOfArchives: 0,
      LastInventoryDate: '2026-01-20T00:00:00.000Z',
    });
  });

  test('does not find a vault that is not there, in the typed error of the SDK', async () => {
    const { client } = await start();
    const error = await errorOf(client.send(new DescribeVaultCommand({ accountId: '-', vaultName: 'nope' })));
    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error.message).toBe(`Vault not found for ARN: ${arn('nope')}`);
  });

  test('names an impossible vault as in the request', async () => {
    const { client } = await start();
    expect(await failure(client.send(new DescribeVaultCommand({ accountId: '-', vaultName: 'a b/c' })))).toBe(
      'ResourceNotFoundException 404: Vault not found for ARN: a b/c',
    );
  });
});

describe('ListVaults', () => {
  test('returns ten a page in ASCII order; each marker is the ARN of the last vault', async () => {
    const { client, simulator, location } = await start();
    const names = [...'zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQ'];
    for (const name of names) simulator.world.addVault(location, name);
    const first = await client.send(new ListVaultsCommand({ accountId: '-' }));
    expect(first.VaultList).toHaveLength(10);
    expect(first.Marker).toBe(arn(first.VaultList?.at(-1)?.VaultName ?? ''));
    const listed: (string | undefined)[] = [];
    for await (const page of paginateListVaults({ client, pageSize: 7 }, { accountId: '-' })) {
      listed.push(...(page.VaultList ?? []).map(({ VaultName }) => VaultName));
    }
    expect(listed).toEqual([...names].sort());
  });

  test('continues after a marker whose vault was deleted', async () => {
    const { client, simulator, location } = await start();
    for (const name of ['a', 'c']) simulator.world.addVault(location, name);
    const page = await client.send(new ListVaultsCommand({ accountId: '-', marker: arn('b') }));
    expect(page.VaultList?.map(({ VaultName }) => VaultName)).toEqual(['c']);
    expect(page.Marker).toBeUndefined();
  });

  test('has no end marker on an empty list', async () => {
    const { client } = await start();
    const page = await client.send(new ListVaultsCommand({ accountId: '-' }));
    expect(page).toMatchObject({ VaultList: [] });
    expect(page.Marker).toBeUndefined();
  });
});

describe('DeleteVault', () => {
  const remove = (vaultName: string) => new DeleteVaultCommand({ accountId: '-', vaultName });

  test('deletes a vault that never held anything, and succeeds on one that is not there', async () => {
    const { client, simulator, location } = await start();
    simulator.world.addVault(location, 'v');
    for (const _ of [1, 2]) expect((await client.send(remove('v'))).$metadata.httpStatusCode).toBe(204);
    expect(location.vaults.size).toBe(0);
  });

  test('refuses a vault with archives, and for a day after the last was deleted', async () => {
    const { client, simulator, location, clock } = await start();
    const vault = simulator.world.addVault(location, 'v', START - 9 * DAY);
    const archive = simulator.world.addArchive(vault, { content: zeroContent(1), createdAt: START - 8 * DAY });
    const refusal = `InvalidParameterValueException 400: Vault not empty or recently written to: ${arn('v')}`;
    expect(await failure(client.send(remove('v')))).toBe(refusal);
    archive.deletedAt = clock.now();
    expect(await failure(client.send(remove('v')))).toBe(refusal);
    clock.advance(12 * HOUR);
    await client.send(remove('v'));
    expect(location.vaults.size).toBe(0);
  });

  test('refuses a vault written to since its empty inventory', async () => {
    const { client, simulator, location } = await start();
    const vault = simulator.world.addVault(location, 'v');
    simulator.world.addArchive(vault, { content: zeroContent(1) });
    expect(await failure(client.send(remove('v')))).toContain('Vault not empty or recently written to');
  });
});
