// Same bytes of a list are read once, and give the same records. Nothing else does.
import { randomBytes } from 'node:crypto';
import { ListJobsCommand as ListGlacierJobs } from '@aws-sdk/client-glacier';
import { ListJobsCommand as ListBatchJobs } from '@aws-sdk/client-s3-control';
import { NormalizedSchema } from '@smithy/core/schema';
import { expect, test } from 'vitest';
import { listRecords } from '../../../src/aws/client/listRecords.ts';
import { toGlacierJob } from '../../../src/aws/glacier/glacierJob.ts';
import { listJobsOperation as glacier } from '../../../src/aws/glacier/listJobs.ts';
import { listJobsOperation as batch } from '../../../src/aws/s3control/listJobs.ts';
import { KnownBodies } from '../../../src/aws/transport/knownBodies.ts';
import { schemaOf } from '../../../src/aws/transport/operationSchema.ts';
import { jsonReader } from '../../../src/aws/transport/readJson.ts';
import { xmlReader } from '../../../src/aws/transport/readXml.ts';
import { cacheBytes } from '../../../src/core/cacheBytes.ts';
import { estimateBytes } from '../../../src/core/estimateBytes.ts';

const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'reels' };

const outputOf = (command: { input: object }) => NormalizedSchema.of((schemaOf(command) as never)[5]);
const readJobs = jsonReader(outputOf(new ListGlacierJobs({ accountId: '1', vaultName: 'v' })), glacier);
const readBatchJobs = xmlReader(outputOf(new ListBatchJobs({ AccountId: '1' })), batch);

const glacierBody = (jobs: number, { code = 'Succeeded' } = {}): Buffer =>
  Buffer.from(
    JSON.stringify({
      JobList: Array.from({ length: jobs }, (_, index) => ({
        JobId: randomBytes(69).toString('base64url'),
        Action: 'ArchiveRetrieval',
        ArchiveId: randomBytes(103).toString('base64url'),
        ArchiveSizeInBytes: 1_000_000 + index,
        ArchiveSHA256TreeHash: randomBytes(32).toString('hex'),
        SHA256TreeHash: randomBytes(32).toString('hex'),
        RetrievalByteRange: `0-${1_000_000 + index}`,
        Completed: true,
        CreationDate: '2026-11-29T10:00:00.000Z',
        CompletionDate: '2026-11-29T14:00:00.000Z',
        JobDescription: `restore of reel ${index}`,
        StatusCode: code,
        StatusMessage: code,
        Tier: 'Standard',
        VaultARN: 'arn:aws:glacier:us-east-1:111122223333:vaults/reels',
      })),
      Marker: null,
    }),
  );

const member = (index: number) =>
  `<member><JobId>${crypto.randomUUID()}</JobId><Description>restore ${index}</Description><Operation>S3InitiateRestoreObject</Operation><Priority>10</Priority><Status>Complete</Status><CreationTime>2026-11-29T10:00:00.000Z</CreationTime><TerminationDate>2026-11-29T14:00:00.000Z</TerminationDate><ProgressSummary><TotalNumberOfTasks>5</TotalNumberOfTasks><NumberOfTasksSucceeded>5</NumberOfTasksSucceeded><NumberOfTasksFailed>0</NumberOfTasksFailed><Timers><ElapsedTimeInActiveSeconds>50</ElapsedTimeInActiveSeconds></Timers></ProgressSummary></member>`;

const batchBody = (jobs: number): Buffer =>
  Buffer.from(
    `<ListJobsResult><Jobs>${Array.from({ length: jobs }, (_, index) => member(index)).join('')}</Jobs></ListJobsResult>`,
  );

test('the same bytes are read once for a request, and other bytes are read', () => {
  const bodies = new KnownBodies();
  let readings = 0;
  const read = (request: string, body: Buffer) =>
    bodies.read(request, Buffer.from(body), (bytes) => {
      readings += 1;
      return readJobs(bytes);
    });
  const body = glacierBody(3);
  const first = read('one', body);
  expect(read('one', body)).toBe(first);
  expect(readings).toBe(1);
  const changed = Buffer.from(body.toString().replace('Succeeded', 'Succeedee'));
  expect(read('one', changed)).toEqual(readJobs(changed));
  expect(read('one', body)).toEqual(first);
  expect(read('two', body)).not.toBe(read('one', body));
  expect(readings).toBe(4);
});

test('what cannot be read is not kept', () => {
  const bodies = new KnownBodies();
  const body = Buffer.from('x');
  const refuse = () => {
    throw new Error('unusual');
  };
  expect(() => bodies.read('one', body, refuse)).toThrow('unusual');
  expect(() => bodies.read('one', body, refuse)).toThrow('unusual');
});

test('a list has the same records each time it is asked for them, unless some were skipped', () => {
  const output = readJobs(glacierBody(3)) as { JobList: object[] };
  const listed = listRecords(glacier, output, toGlacierJob(vault));
  expect(listRecords(glacier, { ...output, Marker: 'next' }, toGlacierJob(vault)).items).toBe(listed.items);
  const damaged = { JobList: [...output.JobList, { JobId: 'x', CreationDate: 'never' }] };
  const once = listRecords(glacier, damaged, toGlacierJob(vault));
  expect(listRecords(glacier, damaged, toGlacierJob(vault))).toEqual(once);
  expect(once.skipped?.count).toBe(1);
});

test('an output takes no more memory than it counts for', () => {
  const bodies = [glacierBody(50), batchBody(500)];
  for (const [index, read] of [readJobs, readBatchJobs].entries()) {
    const body = bodies[index] as Buffer;
    // The estimate counts two bytes for each character. Those of the records have one.
    expect(estimateBytes(read(body)) / body.length).toBeLessThan(2 * 1.25);
  }
});

test('what was not requested for longest is forgotten', () => {
  const bodies = new KnownBodies();
  const large = Buffer.alloc(cacheBytes.pages / 4);
  const read = (request: string) => bodies.read(request, large, () => ({}));
  const outputs = ['one', 'two', 'three'].map(read);
  expect(['one', 'two', 'three'].map(read)).toEqual(outputs);
  read('four');
  expect(read('two')).toBe(outputs[1]);
  expect(read('one')).not.toBe(outputs[0]);
});
