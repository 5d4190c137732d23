// The simulator as programs import it: 'glacier-graphql/simulator'.
import {
  CreateVaultCommand,
  DescribeJobCommand,
  InitiateJobCommand,
  ListVaultsCommand,
  UploadArchiveCommand,
} from '@aws-sdk/client-glacier';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateJobCommand, DescribeJobCommand as DescribeBatchJob } from '@aws-sdk/client-s3-control';
import { expect, onTestFinished, test } from 'vitest';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/library/startSimulator.ts';
import { s3ClientOf } from './s3/s3Support.ts';
import { batchClientOf, clientOf, errorOf } from './support.ts';

async function open(options: SimulatorOptions = {}) {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  /** An account with its client. */
  const join = () => {
    const account = simulator.createAccount();
    const client = clientOf(simulator.url, { credentials: account.credentials });
    onTestFinished(() => client.destroy());
    return { account, client };
  };
  return { simulator, join };
}

const list = new ListVaultsCommand({ accountId: '-' });

test('the clock starts where the test says, and moves as far as it says', async () => {
  const { simulator } = await open({ startAt: new Date('2030-01-01T00:00:00Z') });
  const moves: number[] = [];
  const end = simulator.clock.onAdvance((milliseconds) => moves.push(milliseconds));
  simulator.clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
  expect(simulator.clock.now().toISOString()).toBe('2030-01-02T02:03:04.005Z');
  await fetch(`${simulator.url}/_simulator/clock`, { method: 'POST', body: '{"advanceSeconds": 60}' });
  expect(moves).toEqual([93_784_005, 60_000]);
  end();
  simulator.clock.advance({ hours: 1 });
  expect(moves).toHaveLength(2);
  expect(() => simulator.clock.advance({ hours: -1 })).toThrow('hours must be a number of at least 0');
  expect(() => simulator.clock.advance({ weeks: 1 } as never)).toThrow('not weeks');
});

test('parallel suites on one simulator have vaults, jobs, faults and counts of their own', async () => {
  const { simulator, join } = await open();
  const suite = async (vaultName: string) => {
    const { account, client } = join();
    await client.send(new CreateVaultCommand({ accountId: '-', vaultName }));
    account.injectFault({ operation: 'glacier.InitiateJob', kind: 'throttle', call: 1 });
    const body = Buffer.from(vaultName);
    const { archiveId } = await client.send(new UploadArchiveCommand({ accountId: '-', vaultName, body }));
    const jobParameters = { Type: 'archive-retrieval', ArchiveId: archiveId };
    const retrieve = new InitiateJobCommand({ accountId: '-', vaultName, jobParameters });
    const { name } = await errorOf(client.send(retrieve));
    const { jobId } = await client.send(retrieve);
    const vaults = (await client.send(list)).VaultList?.map(({ VaultName }) => VaultName);
    return { name, vaults, calls: account.calls(), jobId, client, account };
  };
  const suites = await Promise.all(['one', 'two', 'three'].map(suite));
  expect(suites.map(({ name, vaults, calls }) => ({ name, vaults, calls }))).toEqual(
    ['one', 'two', 'three'].map((vault) => ({
      name: 'ThrottlingException',
      vaults: [vault],
      calls: {
        'glacier.CreateVault': 1,
        'glacier.UploadArchive': 1,
        'glacier.InitiateJob': 2,
        'glacier.ListVaults': 1,
      },
    })),
  );
  expect(new Set(suites.map(({ account }) => account.accountId)).size).toBe(3);
  expect(simulator.calls()).toMatchObject({ 'glacier.InitiateJob': 6 });
  const [first, second] = suites;
  first?.account.resetCalls();
  expect([first?.account.calls(), second?.account.calls()]).toEqual([{}, suites[1]?.calls]);

  const described = new DescribeJobCommand({ accountId: '-', vaultName: 'one', jobId: first?.jobId });
  expect((await first?.client.send(described))?.StatusCode).toBe('InProgress');
  expect((await errorOf(second?.client.send(described) as Promise<unknown>)).name).toBe('ResourceNotFoundException');
  simulator.clock.advance({ hours: 6 });
  expect((await first?.client.send(described))?.StatusCode).toBe('Succeeded');
});

test('a fault applies until it is removed, and a wrong one is refused', async () => {
  const { simulator, join } = await open();
  const [{ client, account }, other] = [join(), join()];
  const end = simulator.injectFault({ operation: 'glacier.ListVaults', kind: 'error', code: 'Closed', status: 400 });
  account.injectFault({ operation: 'glacier.ListVaults', kind: 'error', code: 'Later', status: 400 });
  for (const each of [client, other.client]) expect((await errorOf(each.send(list))).name).toBe('Closed');
  end();
  expect((await errorOf(client.send(list))).name).toBe('Later');
  expect((await other.client.send(list)).VaultList).toEqual([]);
  account.clearFaults();
  expect((await client.send(list)).VaultList).toEqual([]);
  expect(() => simulator.injectFault({ operation: 'ListVaults', kind: 'reset' })).toThrow('faults[0].operation');
});

test('tasks of Batch jobs have the results that were set', async () => {
  const { simulator, join } = await open();
  const { account } = join();
  const s3 = s3ClientOf(simulator.url, { accessKeyId: account.accountId });
  const batch = batchClientOf(simulator.url, { accessKeyId: account.accountId });
  await s3.send(new CreateBucketCommand({ Bucket: 'lists' }));
  const { ETag } = await s3.send(
    new PutObjectCommand({ Bucket: 'lists', Key: 'l.csv', Body: Buffer.from('lists,b\n') }),
  );
  simulator.setTaskResults([{ operation: 'LambdaInvoke', resultCode: 'PermanentFailure', resultString: 'no' }]);
  const { JobId } = await batch.send(
    new CreateJobCommand({
      AccountId: account.accountId,
      ConfirmationRequired: false,
      Operation: { LambdaInvoke: { FunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f' } },
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
        Location: { ObjectArn: 'arn:aws:s3:::lists/l.csv', ETag: ETag?.replaceAll('"', '') },
      },
      Report: { Enabled: false },
      Priority: 1,
      RoleArn: `arn:aws:iam::${account.accountId}:role/batch`,
    }),
  );
  simulator.clock.advance({ hours: 1 });
  const { Job } = await batch.send(new DescribeBatchJob({ AccountId: account.accountId, JobId }));
  expect(Job).toMatchObject({ FailureReasons: [], ProgressSummary: { NumberOfTasksFailed: 1 } });
  expect(() => simulator.setTaskResults([{ bucket: 'b' }])).toThrow('tasks[0] needs errorCode');
  expect(() => simulator.setEventFaults([{ kind: 'delay', seconds: -1 }])).toThrow('events[0].seconds');
});
