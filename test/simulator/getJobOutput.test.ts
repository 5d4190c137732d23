import { GetJobOutputCommand } from '@aws-sdk/client-glacier';
import { expect, test } from 'vitest';
import type { Archive } from '../../src/simulator/world/archive.ts';
import { seededContent, zeroContent } from '../../src/simulator/world/content.ts';
import type { ByteRange } from '../../src/simulator/world/ranges.ts';
import type { Vault } from '../../src/simulator/world/records.ts';
import { failure, type Harness, HOUR, MiB, START, start } from './support.ts';

const SIZE = 5.5 * MiB;

async function withRetrieval(range: ByteRange = { start: 0, end: SIZE - 1 }) {
  const harness = await start();
  const { world } = harness.simulator;
  const vault: Vault = world.addVault(harness.location, 'v');
  const archive: Archive = world.addArchive(vault, { content: seededContent('a', SIZE), description: 'film.mxf' });
  const job = world.addJob(vault, { action: 'ArchiveRetrieval', archive, range, endsAt: START });
  return { ...harness, vault, archive, job, bytes: Buffer.concat([...archive.content.read(range)]) };
}

async function download({ client }: Harness, jobId: string, range?: string) {
  const output = await client.send(
    new GetJobOutputCommand({ accountId: '-', vaultName: 'v', jobId, ...(range ? { range } : {}) }),
  );
  const { body, $metadata, ...members } = output;
  return { members, bytes: Buffer.from((await body?.transformToByteArray()) ?? []) };
}

test('returns the whole output with its checksum and description', async () => {
  const harness = await withRetrieval();
  const { members, bytes } = await download(harness, harness.job.id);
  expect(members).toEqual({
    status: 200,
    acceptRanges: 'bytes',
    archiveDescription: 'film.mxf',
    checksum: harness.archive.treeHash,
    contentType: 'application/octet-stream',
  });
  expect(bytes.equals(harness.bytes)).toBe(true);
});

test('counts a range within what was retrieved, not within the archive', async () => {
  const harness = await withRetrieval({ start: 2 * MiB, end: 4 * MiB - 1 });
  const { members, bytes } = await download(harness, harness.job.id, `bytes=${MiB}-${2 * MiB - 1}`);
  expect(members).toMatchObject({ status: 206, contentRange: `bytes ${MiB}-${2 * MiB - 1}/${2 * MiB}` });
  expect(bytes.equals(harness.bytes.subarray(MiB))).toBe(true);
  expect(members.checksum).toBe(harness.archive.content.treeHash({ start: 3 * MiB, end: 4 * MiB - 1 }));
});

test.each([
  ['bytes=0-0', 0, 0],
  ['bytes=7-1000', 7, 1000],
  [`bytes=${SIZE - 10}-`, SIZE - 10, SIZE - 1],
  [`bytes=${SIZE - 10}-${SIZE + 10}`, SIZE - 10, SIZE - 1],
])('answers 206 to %s, without a checksum where it is not aligned', async (range, from, to) => {
  const harness = await withRetrieval();
  const { members, bytes } = await download(harness, harness.job.id, range);
  expect(members).toMatchObject({ status: 206, contentRange: `bytes ${from}-${to}/${SIZE}` });
  expect(members.checksum).toBeUndefined();
  expect(bytes.equals(harness.bytes.subarray(from, to + 1))).toBe(true);
});

test('has no checksum for any part of a retrieval that is not tree-hash aligned', async () => {
  const harness = await withRetrieval({ start: MiB, end: 3 * MiB - 1 });
  expect((await download(harness, harness.job.id)).members.checksum).toBeUndefined();
  expect((await download(harness, harness.job.id, `bytes=0-${MiB - 1}`)).members.checksum).toBeUndefined();
});

test.each([`bytes=${SIZE}-`, 'bytes=5-1', 'bytes=-5', 'bytes=0-1,3-4', 'lines=1-2'])('refuses %s', async (range) => {
  const harness = await withRetrieval();
  expect(await failure(download(harness, harness.job.id, range))).toBe(
    `InvalidParameterValueException 400: Invalid range: ${range}`,
  );
});

test('has nothing before the job has succeeded', async () => {
  const harness = await withRetrieval();
  const { archive, vault, simulator } = harness;
  const retrieval = { action: 'ArchiveRetrieval', archive, range: { start: 0, end: 9 } } as const;
  const running = simulator.world.addJob(vault, { ...retrieval, endsAt: START + HOUR });
  const failed = simulator.world.addJob(vault, { ...retrieval, endsAt: START, failure: 'no' });
  for (const { id } of [running, failed]) {
    expect(await failure(download(harness, id))).toBe(
      `InvalidParameterValueException 400: The job is not currently available for download: ${id}`,
    );
  }
});

test('keeps an output that was ready when its archive was deleted', async () => {
  const harness = await withRetrieval();
  harness.archive.deletedAt = START;
  expect((await download(harness, harness.job.id)).bytes.equals(harness.bytes)).toBe(true);
});

test('serves the end of an archive of five gigabytes at once', async () => {
  const harness = await withRetrieval();
  const size = 5 * 1024 ** 3;
  const archive = harness.simulator.world.addArchive(harness.vault, { content: zeroContent(size) });
  const range = { start: 0, end: size - 1 };
  const job = harness.simulator.world.addJob(harness.vault, {
    action: 'ArchiveRetrieval',
    archive,
    range,
    endsAt: START,
  });
  const { members, bytes } = await download(harness, job.id, `bytes=${size - 3}-${size - 1}`);
  expect(members.contentRange).toBe(`bytes ${size - 3}-${size - 1}/${size}`);
  expect([...bytes]).toEqual([0, 0, 0]);
});
