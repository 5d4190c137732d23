import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import {
  DeleteArchiveCommand,
  DescribeJobCommand,
  DescribeVaultCommand,
  GetJobOutputCommand,
  InitiateJobCommand,
  type JobParameters,
  ListJobsCommand,
  UploadArchiveCommand,
} from '@aws-sdk/client-glacier';
import { expect, test } from 'vitest';
import { archiveOfMillions } from '../../src/simulator/demo/seedArchiveOfMillions.ts';
import { mebibytesOf, treeHash } from '../../src/simulator/world/treeHash.ts';
import { DAY, failure, type Harness, HOUR, MiB, START, start } from './support.ts';

const at = { accountId: '-', vaultName: archiveOfMillions };

interface Listed {
  ArchiveId: string;
  ArchiveDescription: string;
  CreationDate: string;
  Size: number;
  SHA256TreeHash: string;
}

async function withArchives(archives: number) {
  const harness = await start({ archives });
  const generated = harness.location.vaults.get(archiveOfMillions)?.generated;
  if (!generated) throw new Error('there are no generated archives');
  return { ...harness, generated };
}

async function output({ client }: Harness, jobId = '', range?: string) {
  const { body, ...members } = await client.send(
    new GetJobOutputCommand({ ...at, jobId, ...(range ? { range } : {}) }),
  );
  return { members, bytes: Buffer.from((await body?.transformToByteArray()) ?? []) };
}

async function run({ client, clock }: Harness, jobParameters: JobParameters) {
  const { jobId } = await client.send(new InitiateJobCommand({ ...at, jobParameters }));
  clock.advance(5 * HOUR);
  return client.send(new DescribeJobCommand({ ...at, jobId }));
}

async function inventory(
  harness: Harness,
  InventoryRetrievalParameters: JobParameters['InventoryRetrievalParameters'],
) {
  const job = await run(harness, { Type: 'inventory-retrieval', InventoryRetrievalParameters });
  const { bytes } = await output(harness, job.JobId);
  expect(bytes).toHaveLength(job.InventorySizeInBytes ?? 0);
  const { ArchiveList } = JSON.parse(bytes.toString()) as { ArchiveList: Listed[] };
  return { listed: ArchiveList, marker: job.InventoryRetrievalParameters?.Marker };
}

async function finishedJob({ client }: Harness, description: string): Promise<string> {
  const { JobList = [] } = await client.send(new ListJobsCommand(at));
  return JobList.find(({ JobDescription }) => JobDescription?.endsWith(description))?.JobId ?? '';
}

test('is counted by its last inventory', async () => {
  const harness = await withArchives(5000);
  const { listed } = await inventory(harness, {});
  expect(listed).toHaveLength(5000);
  expect(await harness.client.send(new DescribeVaultCommand(at))).toMatchObject({
    NumberOfArchives: 5000,
    SizeInBytes: listed.reduce((sum, { Size }) => sum + Size + 32 * 1024, 0),
    LastInventoryDate: '2023-01-01T00:00:00.000Z',
  });
});

test('has a line of CSV for each archive', async () => {
  const harness = await withArchives(5000);
  const { bytes } = await output(harness, await finishedJob(harness, 'CSV'));
  const lines = bytes.toString().split('\r\n');
  expect(lines[0]).toBe('ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash');
  expect(lines.slice(1, -1)).toHaveLength(5000);
  expect(lines.at(-1)).toBe('');
});

test('is listed by dates, by pages, and from a marker on', async () => {
  const harness = await withArchives(300);
  const { listed: all } = await inventory(harness, {});
  const [from, to] = [all[100]?.CreationDate ?? '', all[200]?.CreationDate ?? ''];
  const dates = { StartDate: from, EndDate: to };
  const { listed } = await inventory(harness, dates);
  // Inventories have whole seconds: an archive that is some milliseconds later than it says is not before its own date.
  expect(listed).toEqual(all.filter(({ CreationDate }) => CreationDate >= from && CreationDate < to));
  const paged: Listed[] = [];
  let marker: string | undefined;
  do {
    const page = await inventory(harness, { ...dates, Limit: '33', ...(marker ? { Marker: marker } : {}) });
    expect(page.listed.length).toBeLessThanOrEqual(33);
    paged.push(...page.listed);
    marker = page.marker;
  } while (marker);
  expect(paged).toEqual(listed);
});

test('lists nothing for a range without archives', async () => {
  const harness = await withArchives(300);
  const { listed, marker } = await inventory(harness, { StartDate: '2025-01-01T00:00:00Z' });
  expect(listed).toEqual([]);
  expect(marker).toBeUndefined();
});

test('returns the bytes of each ID of its inventory', async () => {
  const harness = await withArchives(300);
  const { listed } = await inventory(harness, {});
  const wanted = listed.find(({ Size }) => Size > 2 * MiB && Size < 5 * MiB);
  const job = await run(harness, { Type: 'archive-retrieval', ArchiveId: wanted?.ArchiveId ?? '' });
  expect(job).toMatchObject({ ArchiveSizeInBytes: wanted?.Size, SHA256TreeHash: wanted?.SHA256TreeHash });
  const { bytes, members } = await output(harness, job.JobId);
  expect(bytes).toHaveLength(wanted?.Size ?? 0);
  expect(treeHash(mebibytesOf(bytes))).toBe(wanted?.SHA256TreeHash);
  expect(members.checksum).toBe(wanted?.SHA256TreeHash);
  const part = await output(harness, job.JobId, `bytes=${MiB}-${2 * MiB - 1}`);
  expect(part.members.checksum).toBe(treeHash(mebibytesOf(bytes.subarray(MiB, 2 * MiB))));
  expect(part.bytes.equals(bytes.subarray(MiB, 2 * MiB))).toBe(true);
});

test('does not find an id that is not of its archives', async () => {
  const harness = await withArchives(300);
  expect(await failure(run(harness, { Type: 'archive-retrieval', ArchiveId: 'x'.repeat(138) }))).toContain(
    'ResourceNotFoundException',
  );
});

test('is written to like any other vault', async () => {
  const harness = await withArchives(300);
  const { client, clock } = harness;
  const { listed: before } = await inventory(harness, {});
  const archiveId = before[7]?.ArchiveId ?? '';
  await client.send(new DeleteArchiveCommand({ ...at, archiveId }));
  const { archiveId: added } = await client.send(new UploadArchiveCommand({ ...at, body: Buffer.from('hello') }));
  expect((await inventory(harness, {})).listed).toEqual(before);
  clock.advance(DAY);
  const { listed } = await inventory(harness, {});
  expect(listed.slice(0, -1)).toEqual(before.filter(({ ArchiveId }) => ArchiveId !== archiveId));
  expect(listed.at(-1)).toMatchObject({ ArchiveId: added, Size: 5 });
  const { LastInventoryDate, NumberOfArchives } = await client.send(new DescribeVaultCommand(at));
  expect(LastInventoryDate).toBe('2026-01-16T00:00:00.000Z');
  expect(NumberOfArchives).toBe(300);
  const again = await run(harness, { Type: 'archive-retrieval', ArchiveId: before[8]?.ArchiveId ?? '' });
  expect(again.StatusCode).toBe('Succeeded');
  expect(await failure(run(harness, { Type: 'archive-retrieval', ArchiveId: archiveId }))).toContain(
    'ResourceNotFoundException',
  );
});

test('inserts a new archive at its position', async () => {
  const harness = await withArchives(300);
  const vault = harness.location.vaults.get(archiveOfMillions);
  if (!vault) throw new Error('there is no vault');
  const { world } = harness.simulator;
  const { createdAt, content } = harness.generated.at(150);
  const added = world.addArchive(vault, {
    content,
    createdAt: createdAt + 1,
    treeHash: harness.generated.at(150).treeHash,
  });
  const { listed } = await inventory(harness, {});
  expect(listed).toHaveLength(301);
  expect(listed[151]?.ArchiveId).toBe(added.id);
  expect(listed[150]?.ArchiveId).toBe(harness.generated.at(150).id);
  expect(listed[152]?.ArchiveId).toBe(harness.generated.at(151).id);
});

test.each([1_000_000, 3_000_000])('of %s archives reads the ends of its inventory for what they are', async (count) => {
  const harness = await withArchives(count);
  const jobId = await finishedJob(harness, 'JSON');
  const { InventorySizeInBytes: size = 0 } = await harness.client.send(new DescribeJobCommand({ ...at, jobId }));
  expect(size / count).toBeGreaterThan(340);
  expect(size / count).toBeLessThan(360);
  expect(harness.generated.recordsMade).toBe(0);
  const first = (await output(harness, jobId, 'bytes=0-99999')).bytes.toString();
  const middle = (await output(harness, jobId, `bytes=${size / 2 - ((size / 2) % 1)}-${Math.floor(size / 2) + 99_999}`))
    .bytes;
  const last = (await output(harness, jobId, `bytes=${size - 100_000}-`)).bytes.toString();
  // A record has 250 bytes at least.
  expect(harness.generated.recordsMade).toBeLessThan(3 * 400);
  expect(first).toContain(`"ArchiveList":[{"ArchiveId":"${harness.generated.at(0).id}"`);
  expect(last).toContain(harness.generated.at(count - 1).id);
  expect(last.endsWith('"}]}')).toBe(true);
  expect(middle).toHaveLength(100_000);
});

test('serves many mebibytes that match the tree hash of the job', async () => {
  const harness = await withArchives(1);
  const range = `bytes=${512 * MiB}-${544 * MiB - 1}`;
  const body = await streamed(harness, await finishedJob(harness, 'gibibyte'), range);
  const leaves: Buffer[] = [];
  let rest = Buffer.alloc(0);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= MiB; rest = rest.subarray(MiB)) leaves.push(sha256(rest.subarray(0, MiB)));
  }
  expect(leaves).toHaveLength(32);
  expect(rest).toHaveLength(0);
  expect(rootOf(leaves)).toBe(body.headers['x-amz-sha256-tree-hash']);
});

test('makes no more than is read', async () => {
  const harness = await withArchives(1_000_000);
  const body = await streamed(harness, await finishedJob(harness, 'JSON'));
  await new Promise((resolve) => body.once('readable', resolve));
  // The reader does nothing, while the simulator has time for much else: what is made fits into buffers on the way.
  for (let call = 0; call < 50; call += 1) await harness.client.send(new DescribeVaultCommand(at));
  const made = harness.generated.recordsMade;
  expect(made).toBeLessThan(100_000);
  body.destroy();
  for (let call = 0; call < 10; call += 1) await harness.client.send(new DescribeVaultCommand(at));
  expect(harness.generated.recordsMade).toBeLessThan(100_000);
});

test('is cut in the middle by a fault, and keeps no part of it in memory', async () => {
  const harness = await withArchives(1);
  const jobId = await finishedJob(harness, 'gibibyte');
  harness.simulator.faults.set([{ operation: 'glacier.GetJobOutput', call: 1, when: 'after', kind: 'truncated' }]);
  const body = await streamed(harness, jobId);
  let size = 0;
  await expect(
    (async () => {
      for await (const chunk of body as AsyncIterable<Buffer>) size += chunk.length;
    })(),
  ).rejects.toThrow('aborted');
  expect(size).toBe(512 * MiB);
});

test('exists only if it is configured', async () => {
  const { client } = await start({ seed: 'demo' });
  expect(await failure(client.send(new DescribeVaultCommand(at)))).toContain('ResourceNotFoundException');
});

test('is the same for every simulator of the same size', async () => {
  const [one, other] = [await withArchives(300), await withArchives(300)];
  expect(await inventory(one, {})).toEqual(await inventory(other, {}));
  expect(START).toBeGreaterThan(one.generated.at(299).createdAt);
});

function streamed({ simulator }: Harness, jobId: string, range?: string): Promise<IncomingMessage> {
  const headers = {
    'x-amz-glacier-version': '2012-06-01',
    authorization: 'AWS4-HMAC-SHA256 Credential=111122223333/20260115/us-east-1/glacier/aws4_request, Signature=x',
    ...(range ? { range } : {}),
  };
  return new Promise((resolve, reject) => {
    get(`${simulator.url}/-/vaults/${archiveOfMillions}/jobs/${jobId}/output`, { headers }, resolve).on(
      'error',
      reject,
    );
  });
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

// A power of two of leaves: there is no odd one.
function rootOf(leaves: Buffer[]): string | undefined {
  let level = leaves;
  while (level.length > 1) {
    const pairs = Array.from({ length: level.length / 2 }, (_, index) => level.slice(2 * index, 2 * index + 2));
    level = pairs.map((pair) => sha256(Buffer.concat(pair)));
  }
  return level[0]?.toString('hex');
}
