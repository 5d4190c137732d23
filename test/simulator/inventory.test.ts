import {
  DescribeJobCommand,
  GetJobOutputCommand,
  InitiateJobCommand,
  type JobParameters,
} from '@aws-sdk/client-glacier';
import { expect, test } from 'vitest';
import { heldContent } from '../../src/simulator/world/content.ts';
import { DAY, type Harness, HOUR, START, start } from './support.ts';

async function withArchives(descriptions: readonly string[]) {
  const harness = await start();
  const { world } = harness.simulator;
  const vault = world.addVault(harness.location, 'v', START - 99 * DAY);
  const archives = descriptions.map((description, index) =>
    world.addArchive(vault, {
      content: heldContent(Buffer.from('hello')),
      description,
      createdAt: START - 50 * DAY + index * DAY + 123,
    }),
  );
  return { ...harness, vault, archives };
}

async function retrieve({ client, clock }: Harness, parameters: JobParameters = {}) {
  const at = { accountId: '-', vaultName: 'v' };
  const { jobId } = await client.send(
    new InitiateJobCommand({ ...at, jobParameters: { Type: 'inventory-retrieval', ...parameters } }),
  );
  clock.advance(5 * HOUR);
  const job = await client.send(new DescribeJobCommand({ ...at, jobId }));
  const output = await client.send(new GetJobOutputCommand({ ...at, jobId }));
  return { job, output, text: (await output.body?.transformToString()) ?? '' };
}

const hello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

test('lists the archives as JSON, with the size that the job reports', async () => {
  const harness = await withArchives(['a "b", c', '']);
  const { job, output, text } = await retrieve(harness);
  expect(JSON.parse(text)).toEqual({
    VaultARN: harness.vault.arn,
    InventoryDate: '2025-11-28T00:00:00Z',
    ArchiveList: harness.archives.map(({ id, description }, index) => ({
      ArchiveId: id,
      ArchiveDescription: description,
      CreationDate: `2025-11-${26 + index}T12:00:00Z`,
      Size: 5,
      SHA256TreeHash: hello,
    })),
  });
  expect(output).toMatchObject({ contentType: 'application/json', status: 200 });
  expect(output.checksum).toBeUndefined();
  expect(job.InventorySizeInBytes).toBe(Buffer.byteLength(text));
});

test("writes CSV in Glacier's own quoting", async () => {
  const harness = await withArchives(['plain', 'a, b', 'say "hi"', 'back\\slash', 'both \\", ']);
  const { output, text } = await retrieve(harness, { Format: 'CSV' });
  const fields = ['plain', '"a, b"', '"say \\"hi\\""', 'back\\slash', '"both \\\\", "'];
  const rows = harness.archives.map(
    ({ id }, index) => `${id},${fields[index]},2025-11-${26 + index}T12:00:00Z,5,${hello}\r\n`,
  );
  expect(text).toBe(`ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash\r\n${rows.join('')}`);
  expect(output.contentType).toBe('text/csv');
});

test('lists what the last daily inventory saw before the job began', async () => {
  const harness = await withArchives(['old', 'deleted since midnight']);
  const { simulator, vault, archives } = harness;
  const [, deleted] = archives;
  if (deleted) deleted.deletedAt = START;
  simulator.world.addArchive(vault, { content: heldContent(Buffer.from('x')), description: 'new since midnight' });
  const { text } = await retrieve(harness);
  const { ArchiveList } = JSON.parse(text);
  expect(ArchiveList.map((archive: { ArchiveDescription: string }) => archive.ArchiveDescription)).toEqual([
    'old',
    'deleted since midnight',
  ]);
});

test('lists other archives after another one with as many, of which the last is the same', async () => {
  const harness = await withArchives(['a', 'b', 'c']);
  const { simulator, clock, vault, archives } = harness;
  const listed = async () => {
    const { ArchiveList } = JSON.parse((await retrieve(harness)).text);
    return ArchiveList.map((archive: { ArchiveDescription: string }) => archive.ArchiveDescription);
  };
  expect(await listed()).toEqual(['a', 'b', 'c']);
  const [first, , last] = archives;
  if (first) first.deletedAt = clock.now();
  simulator.world.addArchive(vault, {
    content: heldContent(Buffer.from('x')),
    description: 'between',
    createdAt: (last?.createdAt ?? 0) - 1,
  });
  clock.advance(DAY);
  expect(await listed()).toEqual(['b', 'between', 'c']);
  expect(await listed()).toEqual(['b', 'between', 'c']);
});

test('keeps to the dates, the first included and the last excluded', async () => {
  const harness = await withArchives(['a', 'b', 'c', 'd']);
  const { text } = await retrieve(harness, {
    Format: 'CSV',
    InventoryRetrievalParameters: { StartDate: '2025-11-27T12:00:00.123Z', EndDate: '2025-11-29T12:00:00.123Z' },
  });
  expect(text.split('\r\n').slice(1, -1)).toHaveLength(2);
});

test('is paginated by the marker that a finished job reports', async () => {
  const harness = await withArchives(['a', 'b', 'c', 'd', 'e']);
  const listed: string[] = [];
  let marker: string | undefined;
  for (let page = 0; page < 3; page += 1) {
    const { job, text } = await retrieve(harness, {
      InventoryRetrievalParameters: { Limit: '2', ...(marker ? { Marker: marker } : {}) },
    });
    const { ArchiveList } = JSON.parse(text);
    listed.push(...ArchiveList.map((archive: { ArchiveDescription: string }) => archive.ArchiveDescription));
    marker = job.InventoryRetrievalParameters?.Marker;
  }
  expect(listed).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(marker).toBeUndefined();
});
