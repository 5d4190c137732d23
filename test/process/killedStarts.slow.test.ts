// Starts of Batch jobs whose manifest the gateway writes, and whose process is killed between the upload and CreateJob, or during
// one of them. The same call after a restart with the same STATE_DIR makes exactly one job, and finds the manifest again.
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failedBatchJob } from '../../src/simulator/demo/seedReportedJobs.ts';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { batchJobRef } from '../support/references.ts';
import type { Data } from '../support/startGateway.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { keysOf, openStage, type Stage } from './openStage.ts';
import { dataOf } from './postQuery.ts';
import { urlOf } from './program.ts';

const { accountId, region, jobId } = failedBatchJob();
const bucket = `reports-${accountId}`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ seed: 'demo' });
});
afterAll(() => stage?.[Symbol.asyncDispose]());

const startOn = (folder: string) =>
  stage.start({
    AWS_ENDPOINT_URL: stage.simulator.url,
    ...keysOf(accountId),
    AWS_REGION: region,
    ALLOW_ANONYMOUS_WRITES: 'on',
    STATE_DIR: folder,
  });

const mutation = (field: string, type: string) =>
  `mutation ($input: ${type}Input!) { result: ${field}(input: $input) {
    __typename ... on ${type}Payload { job { jobId } } ... on MutationError { message } } }`;

/** Each start for which the gateway writes a manifest under the prefix. */
const starts: Record<string, (prefix: string) => { query: string; input: object }> = {
  retryBatchJob: (prefix) => ({
    query: mutation('retryBatchJob', 'RetryBatchJob'),
    input: { job: batchJobRef(jobId), manifest: { bucket: `arn:aws:s3:::${bucket}`, prefix }, idempotencyKey: prefix },
  }),
  'createBatchJob with keys': (prefix) => ({
    query: mutation('createBatchJob', 'CreateBatchJob'),
    input: {
      location: { accountId, region },
      operation: { s3InitiateRestoreObject: { expirationInDays: 1, glacierJobTier: 'BULK' } },
      manifest: {
        keys: {
          bucket: 'arn:aws:s3:::masters',
          objects: [{ key: 'a' }, { key: 'b' }],
          manifest: { bucket: `arn:aws:s3:::${bucket}`, prefix },
        },
      },
      priority: 1,
      roleArn: `arn:aws:iam::${accountId}:role/batch`,
      idempotencyKey: prefix,
    },
  }),
};

/** The call during which the process is killed, before or after S3 has done it. */
const moments: Record<string, Pick<Fault, 'operation' | 'when'>> = {
  'before the manifest is written': { operation: 's3.PutObject', when: 'before' },
  'after the manifest is written': { operation: 's3.PutObject', when: 'after' },
  'before CreateJob': { operation: 's3control.CreateJob', when: 'before' },
  'after CreateJob': { operation: 's3control.CreateJob', when: 'after' },
};

async function send(url: string, name: string, prefix: string): Promise<Data> {
  const { query = '', input } = starts[name]?.(prefix) ?? {};
  return (await dataOf(url, query, { input })).result;
}

async function objectsUnder(Prefix: string): Promise<number> {
  const s3 = s3ClientOf(stage.simulator.url);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix }));
  s3.destroy();
  expect(Uploads).toEqual([]);
  return Contents.length;
}

const jobs = () => {
  const { world } = stage.simulator;
  return world
    .location(accountId, region)
    .batch.list(world.clock.now())
    .map(({ id }) => id);
};

describe.each(Object.keys(starts))('%s of a gateway that is killed', (name) => {
  test.each(Object.entries(moments))('%s makes one job after a restart', async (moment, held) => {
    await using folder = await temporaryFolder('state');
    const { simulator } = stage;
    const prefix = `${name}, ${moment}/`.replaceAll(' ', '-');
    const before = new Set(jobs());
    const newJobs = () => jobs().filter((id) => !before.has(id));
    simulator.calls.reset();
    simulator.faults.set([{ ...held, kind: 'delay', delayMilliseconds: 600_000, call: 1 }]);
    {
      await using gateway = startOn(folder.path);
      const lost = send(await urlOf(gateway), name, prefix).then(
        () => 'answered',
        () => 'lost',
      );
      await expect.poll(() => simulator.calls.count(held.operation), { timeout: 60_000 }).toBe(1);
      await expect.poll(() => simulator.faults.waiting, { timeout: 60_000 }).toBe(1);
      gateway.kill('SIGKILL');
      expect(await lost).toBe('lost');
    }
    simulator.faults.release();
    simulator.faults.clear();
    await using gateway = startOn(folder.path);
    const { job } = await send(await urlOf(gateway), name, prefix);
    expect(newJobs()).toEqual([job.jobId]);
    expect(await objectsUnder(prefix)).toBe(1);
    // An upload of a sender that is gone may be complete: nobody can know.
    if (moment !== 'before the manifest is written') expect(simulator.calls.count('s3.PutObject')).toBe(1);
  });
});
