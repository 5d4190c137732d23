import { CreateVaultCommand, DescribeVaultCommand, ListJobsCommand, ListVaultsCommand } from '@aws-sdk/client-glacier';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import { clientOf, failure, start } from './support.ts';

const listVaults = (accountId = '-') => new ListVaultsCommand({ accountId });

test('takes an access key id of twelve digits for the account, and any other for the first one', async () => {
  const { simulator } = await start();
  const sign = async (accessKeyId: string) => {
    const client = clientOf(simulator.url, { accessKeyId });
    const { location } = await client.send(new CreateVaultCommand({ accountId: '-', vaultName: 'v' }));
    client.destroy();
    return location;
  };
  expect(await sign('444455556666')).toBe('/444455556666/vaults/v');
  expect(await sign('AKIDEXAMPLE')).toBe('/111122223333/vaults/v');
});

test('keeps the vaults of accounts and regions apart', async () => {
  const { simulator, client } = await start();
  await client.send(new CreateVaultCommand({ accountId: '-', vaultName: 'v' }));
  const elsewhere = clientOf(simulator.url, { region: 'us-west-2' });
  expect(await failure(elsewhere.send(new DescribeVaultCommand({ accountId: '-', vaultName: 'v' })))).toBe(
    'ResourceNotFoundException 404: Vault not found for ARN: arn:aws:glacier:us-west-2:111122223333:vaults/v',
  );
  elsewhere.destroy();
  expect((await client.send(listVaults('444455556666'))).VaultList).toEqual([]);
});

test('denies an account that is not in the world', async () => {
  const { client } = await start();
  expect(await failure(client.send(listVaults('999999999999')))).toContain('AccessDeniedException 403');
  expect(await failure(client.send(listVaults('1111-2222-3333')))).toContain('AccessDeniedException 403');
});

test('refuses every operation of an account for which Glacier is closed', async () => {
  const { client } = await start();
  for (const command of [
    listVaults('777788889999'),
    new CreateVaultCommand({ accountId: '777788889999', vaultName: 'v' }),
    new ListJobsCommand({ accountId: '777788889999', vaultName: 'v' }),
  ]) {
    // One list of commands has no common input type for `send`.
    expect(await failure(client.send(command as ListVaultsCommand))).toContain('NoLongerSupportedException 400');
  }
});

function stsOf(endpoint: string): STSClient {
  const credentials = { accessKeyId: '444455556666', secretAccessKey: 'any' };
  const sts = new STSClient({ endpoint, region: 'us-west-2', credentials });
  onTestFinished(() => sts.destroy());
  return sts;
}

test('returns the account of a client through STS', async () => {
  const { simulator } = await start();
  const sts = stsOf(simulator.url);
  const { $metadata, ...identity } = await sts.send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: '444455556666', Arn: 'arn:aws:iam::444455556666:user/simulated' });
  expect(simulator.calls.counts).toEqual({ 'sts.GetCallerIdentity': 1 });
});

test('lends keys of the account of a role, for a time that AWS allows', async () => {
  const { simulator } = await start();
  const sts = stsOf(simulator.url);
  const role = { RoleArn: 'arn:aws:iam::111122223333:role/reader', RoleSessionName: 'test' };
  const { Credentials } = await sts.send(new AssumeRoleCommand(role));
  const client = clientOf(simulator.url, { accessKeyId: Credentials?.AccessKeyId ?? '' });
  onTestFinished(() => client.destroy());
  const { location } = await client.send(new CreateVaultCommand({ accountId: '-', vaultName: 'v' }));
  expect(location).toBe('/111122223333/vaults/v');
  for (const DurationSeconds of [899, 43_201]) {
    const refused = sts.send(new AssumeRoleCommand({ ...role, DurationSeconds }));
    expect(await failure(refused)).toContain('ValidationError 400');
  }
});
