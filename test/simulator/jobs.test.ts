import {
  DescribeJobCommand,
  type GlacierJobDescription,
  ListJobsCommand,
  type ListJobsCommandInput,
  paginateListJobs,
} from '@aws-sdk/client-glacier';
import { describe, expect, test } from 'vitest';
import { seededContent, zeroContent } from '../../src/simulator/world/content.ts';
import type { Vault } from '../../src/simulator/world/records.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { DAY, errorOf, failure, type Harness, HOUR, MiB, START, start } from './support.ts';

const query = {
  format: 'JSON',
  startDate: undefined,
  endDate: undefined,
  limit: undefined,
  marker: undefined,
} as const;

async function withJobs(count: number): Promise<Harness & { vault: Vault }> {
  const harness = await start();
  const vault = harness.simulator.world.addVault(harness.location, 'v', START - 99 * DAY);
  for (let index = 0; index < count; index += 1) addInventory(harness.simulator.world, vault, index);
  return { ...harness, vault };
}

// By turns: succeeded, failed, in progress.
function addInventory(world: World, vault: Vault, index: number): void {
  world.addJob(vault, {
    action: 'InventoryRetrieval',
    query,
    createdAt: START - DAY - Math.floor(index / 2) * HOUR,
    endsAt: index % 3 === 2 ? START + HOUR : START - HOUR,
    failure: index % 3 === 1 ? 'no' : undefined,
  });
}

async function all({ client }: Harness, input: Partial<ListJobsCommandInput> = {}, pageSize?: number) {
  const jobs: GlacierJobDescription[] = [];
  const config = pageSize === undefined ? { client } : { client, pageSize };
  for await (const page of paginateListJobs(config, { accountId: '-', vaultName: 'v', ...input })) {
    jobs.push(...(page.JobList ?? []));
  }
  return jobs;
}

describe('ListJobs', () => {
  test('returns fifty jobs a page by default, and every job once for any page size', async () => {
    const harness = await withJobs(120);
    const page = await harness.client.send(new ListJobsCommand({ accountId: '-', vaultName: 'v' }));
    expect(page.JobList).toHaveLength(50);
    for (const pageSize of [undefined, 7, 50, 1]) {
      const ids = (await all(harness, {}, pageSize)).map(({ JobId }) => JobId);
      expect(ids).toHaveLength(120);
      expect(new Set(ids).size).toBe(120);
    }
  });

  test('neither repeats nor skips when jobs begin between two pages', async () => {
    const { client, simulator, vault } = await withJobs(60);
    const first = await client.send(new ListJobsCommand({ accountId: '-', vaultName: 'v' }));
    simulator.world.addJob(vault, { action: 'InventoryRetrieval', query });
    const marker = first.Marker;
    const second = await client.send(new ListJobsCommand({ accountId: '-', vaultName: 'v', marker }));
    const ids = [...(first.JobList ?? []), ...(second.JobList ?? [])].map(({ JobId }) => JobId);
    expect(new Set(ids).size).toBe(60);
  });

  test('filters by status, by completion, and by both at once', async () => {
    const harness = await withJobs(90);
    const count = async (input: Partial<ListJobsCommandInput>) => (await all(harness, input)).length;
    expect(await count({ statuscode: 'Succeeded' })).toBe(30);
    expect(await count({ statuscode: 'InProgress' })).toBe(30);
    expect(await count({ completed: 'true' })).toBe(60);
    expect(await count({ completed: 'false' })).toBe(30);
    expect(await count({ completed: 'true', statuscode: 'Failed' })).toBe(30);
    expect(await count({ completed: 'false', statuscode: 'Failed' })).toBe(0);
  });

  test('refuses filters, limits and markers that mean nothing', async () => {
    const { client } = await withJobs(0);
    const list = (input: Partial<ListJobsCommandInput>) =>
      failure(client.send(new ListJobsCommand({ accountId: '-', vaultName: 'v', ...input })));
    expect(await list({ statuscode: 'finished' })).toBe(
      'InvalidParameterValueException 400: The job status code is not valid: finished',
    );
    expect(await list({ completed: 'yes' })).toContain('InvalidParameterValueException 400');
    expect(await list({ limit: 0 })).toContain('InvalidParameterValueException 400');
    expect(await list({ marker: 'bogus' })).toContain('InvalidParameterValueException 400');
  });

  test('needs the vault', async () => {
    const { client } = await start();
    const error = await errorOf(client.send(new ListJobsCommand({ accountId: '-', vaultName: 'v' })));
    expect(error.name).toBe('ResourceNotFoundException');
  });
});

describe('DescribeJob', () => {
  const describeJob = async ({ client }: Harness, jobId: string) => {
    const { $metadata, ...job } = await client.send(new DescribeJobCommand({ accountId: '-', vaultName: 'v', jobId }));
    return job;
  };

  test('describes the request and the archive of an archive retrieval, also while it runs', async () => {
    const harness = await withJobs(0);
    const { simulator, vault, clock } = harness;
    const archive = simulator.world.addArchive(vault, { content: seededContent('a', 3 * MiB) });
    const job = simulator.world.addJob(vault, {
      action: 'ArchiveRetrieval',
      archive,
      range: { start: 0, end: 3 * MiB - 1 },
      tier: 'Standard',
      description: 'mine',
      endsAt: START + HOUR,
    });
    const expected = {
      Action: 'ArchiveRetrieval',
      ArchiveId: archive.id,
      ArchiveSHA256TreeHash: archive.treeHash,
      ArchiveSizeInBytes: 3 * MiB,
      Completed: false,
      CreationDate: '2026-01-15T12:00:00.000Z',
      JobDescription: 'mine',
      JobId: job.id,
      RetrievalByteRange: `0-${3 * MiB - 1}`,
      SHA256TreeHash: archive.treeHash,
      StatusCode: 'InProgress',
      StatusMessage: 'Operation in progress.',
      Tier: 'Standard',
      VaultARN: vault.arn,
    };
    expect(await describeJob(harness, job.id)).toEqual(expected);
    clock.advance(HOUR);
    expect(await describeJob(harness, job.id)).toEqual({
      ...expected,
      Completed: true,
      CompletionDate: '2026-01-15T13:00:00.000Z',
      StatusCode: 'Succeeded',
      StatusMessage: 'Succeeded',
    });
  });

  test('returns a checksum for a range that is a node of the hash tree, and for no other', async () => {
    const harness = await withJobs(0);
    const { simulator, vault } = harness;
    const archive = simulator.world.addArchive(vault, { content: seededContent('a', 5.5 * MiB) });
    const retrieve = (from: number, to: number) =>
      simulator.world.addJob(vault, {
        action: 'ArchiveRetrieval',
        archive,
        range: { start: from * MiB, end: to * MiB - 1 },
      });
    const aligned = await describeJob(harness, retrieve(2, 4).id);
    expect(aligned.SHA256TreeHash).toBe(archive.content.treeHash({ start: 2 * MiB, end: 4 * MiB - 1 }));
    expect((await describeJob(harness, retrieve(1, 3).id)).SHA256TreeHash).toBeUndefined();
    expect((await describeJob(harness, retrieve(4, 5.5).id)).SHA256TreeHash).toBeDefined();
  });

  test('writes null for what does not apply', async () => {
    const { simulator, vault } = await withJobs(1);
    const [jobId] = vault.jobs.keys();
    const response = await fetch(`${simulator.url}/-/vaults/v/jobs/${jobId}`, {
      headers: { 'x-amz-glacier-version': '2012-06-01' },
    });
    expect(await response.json()).toMatchObject({
      ArchiveId: null,
      ArchiveSHA256TreeHash: null,
      ArchiveSizeInBytes: null,
      JobDescription: null,
      RetrievalByteRange: null,
      SHA256TreeHash: null,
      SNSTopic: null,
      Tier: null,
      InventoryRetrievalParameters: { Format: 'JSON', StartDate: null, EndDate: null, Limit: null, Marker: null },
    });
  });

  test('keeps a finished job for the retention and then does not know it', async () => {
    const harness = await start({ jobRetentionHours: 24 });
    const { simulator, location, clock, client } = harness;
    const vault = simulator.world.addVault(location, 'v');
    const job = simulator.world.addJob(vault, { action: 'InventoryRetrieval', query, endsAt: START + HOUR });
    clock.advance(25 * HOUR - 1);
    expect((await describeJob(harness, job.id)).Completed).toBe(true);
    clock.advance(1);
    expect(await failure(describeJob(harness, job.id))).toBe(
      `ResourceNotFoundException 404: The job ID was not found: ${job.id}`,
    );
    const { JobList } = await client.send(new ListJobsCommand({ accountId: '-', vaultName: 'v' }));
    expect(JobList).toEqual([]);
  });

  test('fails a retrieval whose archive is deleted on the way', async () => {
    const harness = await withJobs(0);
    const { simulator, vault, clock } = harness;
    const archive = simulator.world.addArchive(vault, { content: zeroContent(9) });
    const { id } = simulator.world.addJob(vault, { action: 'ArchiveRetrieval', archive, range: { start: 0, end: 8 } });
    archive.deletedAt = clock.now();
    clock.advance(DAY);
    expect((await describeJob(harness, id)).StatusCode).toBe('Failed');
  });
});
