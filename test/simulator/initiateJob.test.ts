import {
  DescribeJobCommand,
  InitiateJobCommand,
  type JobParameters,
  PurchaseProvisionedCapacityCommand,
} from '@aws-sdk/client-glacier';
import { describe, expect, test } from 'vitest';
import type { Archive } from '../../src/simulator/world/archive.ts';
import { seededContent, zeroContent } from '../../src/simulator/world/content.ts';
import type { Vault } from '../../src/simulator/world/records.ts';
import { DAY, errorOf, failure, type Harness, HOUR, MiB, START, start } from './support.ts';

async function withArchive(size = 3.5 * MiB): Promise<Harness & { vault: Vault; archive: Archive }> {
  const harness = await start();
  const { world } = harness.simulator;
  const vault = world.addVault(harness.location, 'v', START - 9 * DAY);
  const content = size > 16 * MiB ? zeroContent(size) : seededContent('a', size);
  return { ...harness, vault, archive: world.addArchive(vault, { content, createdAt: START - 8 * DAY }) };
}

const initiate = ({ client }: Harness, jobParameters: JobParameters) =>
  client.send(new InitiateJobCommand({ accountId: '-', vaultName: 'v', jobParameters }));

const describeJob = ({ client }: Harness, jobId = '') =>
  client.send(new DescribeJobCommand({ accountId: '-', vaultName: 'v', jobId }));

const select: JobParameters = {
  Type: 'select',
  SelectParameters: {
    InputSerialization: { csv: {} },
    OutputSerialization: { csv: { QuoteFields: 'ALWAYS' } },
    ExpressionType: 'SQL',
    Expression: 'SELECT * FROM archive',
  },
  OutputLocation: { S3: { BucketName: 'bucket', Prefix: 'prefix' } },
};

test('answers 202 with the ID of the job and its location', async () => {
  const harness = await withArchive();
  const {
    jobId = '',
    location,
    jobOutputPath,
    $metadata,
  } = await initiate(harness, {
    Type: 'archive-retrieval',
    ArchiveId: harness.archive.id,
  });
  expect($metadata.httpStatusCode).toBe(202);
  expect(jobId).toMatch(/^[\w-]{92}$/);
  expect(location).toBe(`/111122223333/vaults/v/jobs/${jobId}`);
  expect(jobOutputPath).toBeUndefined();
});

test('starts another job for an equal request', async () => {
  const harness = await withArchive();
  for (const _ of [1, 2]) await initiate(harness, { Type: 'inventory-retrieval' });
  expect(harness.vault.jobs.size).toBe(2);
});

test('takes nulls for absent, as AWS samples send them', async () => {
  const { simulator, archive } = await withArchive();
  const response = await fetch(`${simulator.url}/-/vaults/v/jobs`, {
    method: 'POST',
    headers: { 'x-amz-glacier-version': '2012-06-01' },
    body: JSON.stringify({
      Type: 'archive-retrieval',
      ArchiveId: archive.id,
      Format: null,
      SNSTopic: null,
      Tier: null,
    }),
  });
  expect(response.status).toBe(202);
});

describe('archive-retrieval', () => {
  test('returns the parameters of the request; the default tier is Standard', async () => {
    const harness = await withArchive();
    const { jobId } = await initiate(harness, {
      Type: 'archive-retrieval',
      ArchiveId: harness.archive.id,
      RetrievalByteRange: `${MiB}-${3.5 * MiB - 1}`,
      Description: 'mine',
      SNSTopic: 'arn:aws:sns:us-east-1:111122223333:topic',
    });
    expect(await describeJob(harness, jobId)).toMatchObject({
      Action: 'ArchiveRetrieval',
      RetrievalByteRange: `${MiB}-${3.5 * MiB - 1}`,
      JobDescription: 'mine',
      SNSTopic: 'arn:aws:sns:us-east-1:111122223333:topic',
      Tier: 'Standard',
    });
  });

  test.each<[string, JobParameters, string]>([
    ['no type', {}, 'MissingParameterValueException 400: Required parameter missing: Type'],
    ['an unknown type', { Type: 'x' }, 'InvalidParameterValueException 400: Invalid job type: x'],
    [
      'no archive',
      { Type: 'archive-retrieval' },
      'MissingParameterValueException 400: Required parameter missing: ArchiveId',
    ],
    [
      'an unknown archive',
      { Type: 'archive-retrieval', ArchiveId: 'x' },
      'ResourceNotFoundException 404: The archive ID was not found: x',
    ],
    [
      'an inventory with an archive',
      { Type: 'inventory-retrieval', ArchiveId: 'x' },
      'InvalidParameterValueException 400: ArchiveId must not be set for a job of type inventory-retrieval',
    ],
    [
      'an inventory with a range',
      { Type: 'inventory-retrieval', RetrievalByteRange: '0-1' },
      'InvalidParameterValueException 400: RetrievalByteRange must not be set for a job of type inventory-retrieval',
    ],
    [
      'a select without its parameters',
      { ...select, ArchiveId: 'ARCHIVE', SelectParameters: undefined },
      'MissingParameterValueException 400: Required parameter missing: SelectParameters',
    ],
    [
      'a select without a place for its result',
      { ...select, ArchiveId: 'ARCHIVE', OutputLocation: undefined },
      'MissingParameterValueException 400: Required parameter missing: OutputLocation',
    ],
    [
      'a topic elsewhere',
      { Type: 'inventory-retrieval', SNSTopic: 'arn:aws:sns:eu-west-1:111122223333:t' },
      'InvalidParameterValueException 400: SNS topics must be in the local AWS region: arn:aws:sns:eu-west-1:111122223333:t',
    ],
  ])('refuses %s', async (_, parameters, expected) => {
    const harness = await withArchive();
    const asked = parameters.ArchiveId === 'ARCHIVE' ? { ...parameters, ArchiveId: harness.archive.id } : parameters;
    expect(await failure(initiate(harness, asked))).toBe(expected);
    expect(harness.vault.jobs.size).toBe(0);
  });

  test.each<[string, JobParameters]>([
    ['a range across the end', { RetrievalByteRange: `0-${4 * MiB - 1}` }],
    ['a range backwards', { RetrievalByteRange: `${MiB}-0` }],
    ['a range off the mebibyte', { RetrievalByteRange: `0-${MiB}` }],
    ['something else for a range', { RetrievalByteRange: 'all' }],
    ['an unknown tier', { Tier: 'standard' }],
    ['a description that is not ASCII', { Description: 'é' }],
    ['a description too long', { Description: 'x'.repeat(1025) }],
    ['a format', { Format: 'CSV' }],
    ['inventory parameters', { InventoryRetrievalParameters: {} }],
    ['something else for a topic', { SNSTopic: 'topic' }],
  ])('refuses %s', async (_, parameters) => {
    const harness = await withArchive();
    const asked = { Type: 'archive-retrieval', ArchiveId: harness.archive.id, ...parameters };
    expect(await failure(initiate(harness, asked))).toContain('InvalidParameterValueException 400');
  });

  test('accepts a deleted archive while the last inventory lists it, and fails the job', async () => {
    const harness = await withArchive();
    const { archive, clock } = harness;
    archive.deletedAt = clock.now();
    const parameters = { Type: 'archive-retrieval', ArchiveId: archive.id };
    const { jobId } = await initiate(harness, parameters);
    clock.advance(DAY);
    expect(await describeJob(harness, jobId)).toMatchObject({ StatusCode: 'Failed', Completed: true });
    expect(await failure(initiate(harness, parameters))).toContain('The archive ID was not found');
  });

  test('serves large archives by Expedited only with provisioned capacity', async () => {
    const harness = await withArchive(300 * MiB);
    const parameters = { Type: 'archive-retrieval', ArchiveId: harness.archive.id, Tier: 'Expedited' };
    expect(await failure(initiate(harness, parameters))).toContain('InsufficientCapacityException 503');
    await harness.client.send(new PurchaseProvisionedCapacityCommand({ accountId: '-' }));
    expect((await initiate(harness, parameters)).jobId).toBeDefined();
  });
});

describe('inventory-retrieval', () => {
  test('reads back its parameters', async () => {
    const harness = await withArchive();
    const given = { StartDate: '2025-01-01T00:00:00Z', EndDate: '2026-02-01T00:00:00Z', Limit: '5' };
    const { jobId } = await initiate(harness, {
      Type: 'inventory-retrieval',
      Format: 'CSV',
      InventoryRetrievalParameters: given,
    });
    const job = await describeJob(harness, jobId);
    expect(job.InventoryRetrievalParameters).toEqual({ Format: 'CSV', ...given });
    expect(job.Tier).toBeUndefined();
    expect(job.InventorySizeInBytes).toBeUndefined();
  });

  test.each<[string, JobParameters]>([
    ['an unknown format', { Format: 'XML' }],
    ['no date', { InventoryRetrievalParameters: { StartDate: 'yesterday' } }],
    ['a date that is none', { InventoryRetrievalParameters: { EndDate: '2026-13-45T00:00:00Z' } }],
    [
      'dates backwards',
      { InventoryRetrievalParameters: { StartDate: '2026-01-02T00:00:00Z', EndDate: '2026-01-01T00:00:00Z' } },
    ],
    ['a limit of 0', { InventoryRetrievalParameters: { Limit: '0' } }],
    ['a limit that is no number', { InventoryRetrievalParameters: { Limit: 'ten' } }],
    ['an unknown marker', { InventoryRetrievalParameters: { Marker: '!' } }],
  ])('refuses %s', async (_, parameters) => {
    const harness = await withArchive();
    const asked = { Type: 'inventory-retrieval', ...parameters };
    expect(await failure(initiate(harness, asked))).toContain('InvalidParameterValueException 400');
  });

  test('needs an inventory, which a vault has from the midnight after its first upload', async () => {
    const harness = await start();
    const { simulator, location, clock } = harness;
    const vault = simulator.world.addVault(location, 'v');
    simulator.world.addArchive(vault, { content: zeroContent(1) });
    const error = await errorOf(initiate(harness, { Type: 'inventory-retrieval' }));
    expect(error.name).toBe('ResourceNotFoundException');
    clock.advance(12 * HOUR);
    expect((await initiate(harness, { Type: 'inventory-retrieval' })).jobId).toBeDefined();
  });
});

test('runs a select and returns the location of its result', async () => {
  const harness = await withArchive();
  const { jobId, jobOutputPath } = await initiate(harness, { ...select, ArchiveId: harness.archive.id });
  expect(jobOutputPath).toBe(`bucket/prefix/${jobId}`);
  harness.clock.advance(5 * HOUR);
  expect(await describeJob(harness, jobId)).toMatchObject({
    Action: 'Select',
    StatusCode: 'Succeeded',
    JobOutputPath: jobOutputPath,
    SelectParameters: select.SelectParameters,
    OutputLocation: select.OutputLocation,
  });
});
