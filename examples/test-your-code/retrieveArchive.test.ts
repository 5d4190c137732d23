import { CreateVaultCommand, GlacierClient, UploadArchiveCommand } from '@aws-sdk/client-glacier';
import { startSimulator } from 'glacier-graphql/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retrieveArchive } from './retrieveArchive.js';

let simulator: Awaited<ReturnType<typeof startSimulator>>;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

/** A vault with one archive, in an account of its own. */
async function accountWithArchive() {
  const account = simulator.createAccount();
  const { credentials } = account;
  const glacier = new GlacierClient({ endpoint: simulator.url, region: 'us-east-1', credentials });
  const vault = { accountId: '-', vaultName: 'films' };
  await glacier.send(new CreateVaultCommand(vault));
  const { archiveId = '' } = await glacier.send(new UploadArchiveCommand({ ...vault, body: 'a film' }));
  account.resetCalls();
  return { account, glacier, archive: { vaultName: 'films', archiveId } };
}

const anHour = async () => {
  simulator.clock.advance({ hours: 1 });
};

test('an archive is there after some hours', async () => {
  const { account, glacier, archive } = await accountWithArchive();
  const bytes = await retrieveArchive(glacier, archive, anHour);
  expect(new TextDecoder().decode(bytes)).toBe('a film');
  const calls = account.calls();
  expect(calls).toMatchObject({ 'glacier.InitiateJob': 1, 'glacier.GetJobOutput': 1 });
  expect(calls['glacier.DescribeJob']).toBeGreaterThan(2);
});

test('a throttled start is sent again, and starts one job', async () => {
  const { account, glacier, archive } = await accountWithArchive();
  account.injectFault({ operation: 'glacier.InitiateJob', kind: 'throttle', call: 1 });
  await retrieveArchive(glacier, archive, anHour);
  expect(account.calls()).toMatchObject({ 'glacier.InitiateJob': 2, 'glacier.GetJobOutput': 1 });
});

test('an archive that does not exist is an error', async () => {
  const { glacier, archive } = await accountWithArchive();
  const missing = { ...archive, archiveId: 'x'.repeat(138) };
  await expect(retrieveArchive(glacier, missing, anHour)).rejects.toThrow('The archive ID was not found');
});
