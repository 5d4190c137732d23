import {
  AddTagsToVaultCommand,
  DeleteVaultAccessPolicyCommand,
  DeleteVaultNotificationsCommand,
  GetVaultAccessPolicyCommand,
  GetVaultNotificationsCommand,
  ListTagsForVaultCommand,
  RemoveTagsFromVaultCommand,
  SetVaultAccessPolicyCommand,
  SetVaultNotificationsCommand,
  type VaultNotificationConfig,
} from '@aws-sdk/client-glacier';
import { describe, expect, test } from 'vitest';
import { failure, start } from './support.ts';

const at = { accountId: '-', vaultName: 'v' };

async function withVault() {
  const harness = await start();
  return { ...harness, vault: harness.simulator.world.addVault(harness.location, 'v') };
}

describe('notifications', () => {
  const config: VaultNotificationConfig = {
    SNSTopic: 'arn:aws:sns:us-east-1:111122223333:topic',
    Events: ['ArchiveRetrievalCompleted', 'InventoryRetrievalCompleted'],
  };

  test('are read back as set and gone when deleted, also twice', async () => {
    const { client } = await withVault();
    const get = () => client.send(new GetVaultNotificationsCommand(at));
    await client.send(new SetVaultNotificationsCommand({ ...at, vaultNotificationConfig: config }));
    expect((await get()).vaultNotificationConfig).toEqual(config);
    for (const _ of [1, 2]) await client.send(new DeleteVaultNotificationsCommand(at));
    expect(await failure(get())).toBe(
      'ResourceNotFoundException 404: No notification configuration is set for vault: v',
    );
  });

  test.each<[string, VaultNotificationConfig, string]>([
    [
      'no topic',
      { ...config, SNSTopic: undefined },
      'MissingParameterValueException 400: Required parameter missing: SNSTopic',
    ],
    ['no event', { ...config, Events: [] }, 'MissingParameterValueException 400: Required parameter missing: Events'],
    ['an unknown event', { ...config, Events: ['x'] }, 'InvalidParameterValueException 400: Invalid event: x'],
    [
      'a topic that is none',
      { ...config, SNSTopic: 'x' },
      'InvalidParameterValueException 400: Invalid SNS topic ARN: x',
    ],
  ])('are refused with %s', async (_, vaultNotificationConfig, expected) => {
    const { client } = await withVault();
    const set = client.send(new SetVaultNotificationsCommand({ ...at, vaultNotificationConfig }));
    expect(await failure(set)).toBe(expected);
  });
});

describe('tags', () => {
  test('are added, overwritten, listed and removed', async () => {
    const { client } = await withVault();
    const list = async () => (await client.send(new ListTagsForVaultCommand(at))).Tags;
    expect(await list()).toEqual({});
    await client.send(new AddTagsToVaultCommand({ ...at, Tags: { a: '1', b: '', 'ü/+-=@:_.': '2' } }));
    await client.send(new AddTagsToVaultCommand({ ...at, Tags: { a: '3' } }));
    expect(await list()).toEqual({ a: '3', b: '', 'ü/+-=@:_.': '2' });
    for (const _ of [1, 2]) await client.send(new RemoveTagsFromVaultCommand({ ...at, TagKeys: ['a', 'nope'] }));
    expect(Object.keys((await list()) ?? {})).toEqual(['b', 'ü/+-=@:_.']);
  });

  const numbered = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, '']));

  test('are at most ten a request and fifty a vault', async () => {
    const { client, vault } = await withVault();
    const add = (Tags: Record<string, string>) => client.send(new AddTagsToVaultCommand({ ...at, Tags }));
    expect(await failure(add(numbered(0, 11)))).toContain('InvalidParameterValueException');
    for (let from = 0; from < 50; from += 10) await add(numbered(from, 10));
    await add({ k1: 'an old key again' });
    expect(await failure(add({ one: 'more' }))).toContain('LimitExceededException 400');
    expect(vault.tags.size).toBe(50);
  });

  test.each([
    ['a reserved key', { 'aws:x': '' }],
    ['a key too long', { ['k'.repeat(129)]: '' }],
    ['a value too long', { k: 'v'.repeat(256) }],
    ['a character outside the set', { k: 'a<b' }],
    ['an empty key', { '': 'v' }],
  ])('are refused with %s', async (_, Tags) => {
    const { client } = await withVault();
    const added = client.send(new AddTagsToVaultCommand({ ...at, Tags }));
    expect(await failure(added)).toContain('InvalidParameterValueException 400');
  });

  test('must be some', async () => {
    const { client } = await withVault();
    expect(await failure(client.send(new AddTagsToVaultCommand(at)))).toContain('MissingParameterValueException');
    expect(await failure(client.send(new RemoveTagsFromVaultCommand({ ...at, TagKeys: [] })))).toContain(
      'MissingParameterValueException',
    );
  });
});

describe('the access policy', () => {
  test('is read back to the letter and gone when deleted', async () => {
    const { client } = await withVault();
    const Policy = '{ "Version":"2012-10-17",\n"Statement":[] }';
    const get = () => client.send(new GetVaultAccessPolicyCommand(at));
    await client.send(new SetVaultAccessPolicyCommand({ ...at, policy: { Policy } }));
    expect((await get()).policy).toEqual({ Policy });
    for (const _ of [1, 2]) await client.send(new DeleteVaultAccessPolicyCommand(at));
    expect(await failure(get())).toBe('ResourceNotFoundException 404: No vault access policy is set for: v');
  });

  test.each([
    [undefined, 'MissingParameterValueException'],
    ['{', 'InvalidParameterValueException'],
    [JSON.stringify('x'.repeat(20 * 1024)), 'InvalidParameterValueException'],
  ])('is refused when it is none or too long', async (Policy, name) => {
    const { client } = await withVault();
    expect(await failure(client.send(new SetVaultAccessPolicyCommand({ ...at, policy: { Policy } })))).toContain(name);
  });
});
