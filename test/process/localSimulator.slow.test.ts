// The embedded simulator of the built program: a thread beside the gateway, on one clock with it.
import { createHash } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchJobId } from '../../src/schema/kit/globalId.ts';
import { followedBatchJob } from '../../src/simulator/demo/batchSeries.ts';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { batchClientOf } from '../simulator/support.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, run, urlOf } from './program.ts';

let program: Folder;
let home: Folder;
beforeAll(async () => {
  [program, home] = await Promise.all([build(), temporaryFolder()]);
});
afterAll(async () => {
  await home?.[Symbol.asyncDispose]();
});

async function start() {
  const gateway = run(program, home, { args: ['--port=0', '--simulator-speed=0.000001'] });
  const url = await urlOf(gateway);
  const [, simulator = ''] = await gateway.says(/Simulator: (http\S+)/);
  const query = async (text: string) =>
    (await (await fetch(`${url}?query=${encodeURIComponent(text)}`)).json()) as { data: Record<string, never> };
  const control = (name: string, body: object) =>
    fetch(`${simulator}/_simulator/${name}`, { method: 'POST', body: JSON.stringify(body) });
  return { url, gateway, simulator, query, control, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

test('the gateway answers while the simulator is busy', async () => {
  await using local = await start();
  const { simulator, query, control } = local;
  const s3 = s3ClientOf(simulator);
  const batch = batchClientOf(simulator);
  const Body = Buffer.from('lists,a\n'.repeat(400_000));
  await s3.send(new CreateBucketCommand({ Bucket: 'lists' }));
  await s3.send(new PutObjectCommand({ Bucket: 'lists', Key: 'long.csv', Body }));
  await batch.send(
    new CreateJobCommand({
      AccountId: '111122223333',
      ConfirmationRequired: false,
      Operation: { S3DeleteObjectTagging: {} },
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
        Location: { ObjectArn: 'arn:aws:s3:::lists/long.csv', ETag: createHash('md5').update(Body).digest('hex') },
      },
      Report: { Enabled: false },
      Priority: 2_147_483_647,
      RoleArn: 'arn:aws:iam::111122223333:role/batch',
    }),
  );
  await control('clock', { advanceSeconds: 7_200 });
  // It runs all tasks that are due in one turn.
  let isBusy = true;
  const work = control('tasks', []).finally(() => {
    isBusy = false;
  });
  let answers = 0;
  for (; isBusy && answers < 10; answers += 1)
    expect((await query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  expect([answers, isBusy]).toEqual([10, true]);
  expect((await work).status).toBe(204);
  batch.destroy();
});

test('the clock of the gateway moves with that of the simulator', async () => {
  await using local = await start();
  // GraphiQL names the newest job that the simulator has started by now.
  const page = async () => (await fetch(local.url, { headers: { accept: 'text/html' } })).text();
  const { now } = (await (await local.control('clock', { advanceSeconds: 36_000 })).json()) as { now: string };
  await expect.poll(page).toContain(batchJobId(followedBatchJob(Date.parse(now))));
});

test('the simulator ends with the gateway', async () => {
  await using local = await start();
  local.gateway.kill('SIGKILL');
  await local.gateway.ended;
  await expect(fetch(`${local.simulator}/_simulator/clock`)).rejects.toThrow();
});

test('the command runs the simulator alone, without a gateway', async () => {
  await using simulator = run(program, home, { args: ['simulator', '--port=0', '--seed=empty', '--speed=3'] });
  const [, url = ''] = await simulator.says(/listen on (http\S+\d);/);
  expect(await (await fetch(`${url}/_simulator/clock`)).json()).toMatchObject({ speed: 3 });
  expect(simulator.stdout()).not.toContain('graphql');
  simulator.kill('SIGINT');
  expect(await simulator.ended).toEqual({ code: 0, signal: null });
});
