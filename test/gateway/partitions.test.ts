// A gateway in each partition of AWS: the ARNs that it derives, and the ARNs that callers may pass to it.
import { describe, expect, test } from 'vitest';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { newBatchJob } from '../support/everyMutation.ts';
import { type Answer, startGateway, type TestGateway } from '../support/startGateway.ts';

const accountId = '111122223333';

const partitions = [
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'],
  ['aws-iso-f', 'us-isof-south-1'],
] as const;

/** A partition that is never the right one. */
const foreignTo = (partition: string): string => (partition === 'aws' ? 'aws-eusc' : 'aws');

const createBatchJob = (gateway: TestGateway, input: object): Promise<Answer> =>
  gateway.query(
    `mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) {
      __typename ... on CreateBatchJobPayload { job { jobId jobArn } } ... on InvalidInputError { message path }
    } }`,
    { input },
  );

describe.each(partitions)('in the partition %s, region %s,', (partition, region) => {
  const location = { accountId, region };
  const vault = { address: { ...location, name: 'photos' } };
  const inPartition = (name: string) => ({
    ...newBatchJob,
    location,
    manifest: {
      manifest: {
        ...newBatchJob.manifest.manifest,
        location: { objectArn: `arn:${name}:s3:::manifests/restore.csv`, eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
      },
    },
    report: { bucket: `arn:${name}:s3:::reports`, format: 'REPORT_CSV_20180820', reportScope: 'ALL_TASKS' },
    roleArn: `arn:${name}:iam::${accountId}:role/batch`,
  });
  const start = () => startGateway({ seed: 'empty', accounts: [{ accountId, name: null, regions: [region] }] });

  test('vaults and jobs have ARNs of it, read or derived', async () => {
    await using gateway = await start();
    const { world } = gateway.simulator;
    // Old enough for an inventory.
    const createdAt = world.clock.now() - 72 * 3_600_000;
    const photos = world.addVault(world.location(accountId, region), 'photos', createdAt);
    world.addArchive(photos, { content: zeroContent(1024), createdAt });
    const topic = `arn:${partition}:sns:${region}:${accountId}:jobs`;
    const started = await gateway.data(
      `mutation ($vault: VaultRef!, $topic: Arn!) {
        initiateInventoryRetrieval(input: { vault: $vault, snsTopic: $topic }) {
          __typename ... on MutationError { message } ... on InitiateInventoryRetrievalPayload { job { vaultArn snsTopic } }
        }
      }`,
      { vault, topic },
    );
    const vaultArn = `arn:${partition}:glacier:${region}:${accountId}:vaults/photos`;
    expect(started.initiateInventoryRetrieval).toEqual({
      __typename: 'InitiateInventoryRetrievalPayload',
      job: { vaultArn, snsTopic: topic },
    });

    const { data } = await createBatchJob(gateway, inPartition(partition));
    const { jobId, jobArn } = data.createBatchJob.job;
    expect(jobArn).toBe(`arn:${partition}:s3:${region}:${accountId}:job/${jobId}`);
    // Of the list, the gateway derives it; of the description, AWS has sent it.
    const { vaults, batchJobs, batchJob } = await gateway.data(
      `query ($jobId: String!) { vaults { nodes { vaultArn } } batchJobs { nodes { jobArn } } batchJob(jobId: $jobId) { jobArn roleArn } }`,
      { jobId },
    );
    expect(vaults.nodes).toEqual([{ vaultArn }]);
    expect(batchJobs.nodes).toEqual([{ jobArn }]);
    expect(batchJob.jobArn).toBe(jobArn);
  });

  const foreign = foreignTo(partition);
  test.each([
    ['role', ['roleArn'], { roleArn: inPartition(foreign).roleArn }],
    ['bucket of the report', ['report', 'bucket'], { report: inPartition(foreign).report }],
    ['manifest', ['manifest', 'manifest', 'location', 'objectArn'], { manifest: inPartition(foreign).manifest }],
  ])(`a ${'%s'} of ${foreign} is refused`, async (_, path, change) => {
    await using gateway = await start();
    const { data } = await createBatchJob(gateway, { ...inPartition(partition), ...change });
    expect(data.createBatchJob).toMatchObject({ __typename: 'InvalidInputError', path: ['input', ...path] });
    expect(data.createBatchJob.message).toContain(`the ARN must be in the partition ${partition}.`);
    expect(gateway.calls()).toEqual({});
  });
});
