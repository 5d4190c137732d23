// A damaged record of a list is skipped under its own name, with what is wrong with it: for each operation that has a list of
// records, through the SDK.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import type { AwsSession } from '../../../src/aws/client/awsSession.ts';
import { type Aws, createAws } from '../../../src/aws/client/createAws.ts';
import { listJobs as listGlacierJobs } from '../../../src/aws/glacier/listJobs.ts';
import { listProvisionedCapacity } from '../../../src/aws/glacier/listProvisionedCapacity.ts';
import { listVaults } from '../../../src/aws/glacier/listVaults.ts';
import { getJobTagging } from '../../../src/aws/s3control/getJobTagging.ts';
import { listJobs as listBatchJobs } from '../../../src/aws/s3control/listJobs.ts';
import type { SkippedRecords } from '../../../src/core/skippedRecords.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const page = { limit: 10, marker: null };

let body: Buffer;
const server = createServer((request, response) => void request.resume().on('end', () => response.end(body)));
let aws: Aws;
let session: AwsSession;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = createAws(backendAt(endpoint, location), { attempt: 30_000, call: 30_000 });
  session = aws.session(anonymous, new AbortController().signal);
});
afterAll(() => {
  aws?.close();
  server.close();
});

const json = (list: string, idMember: string) => `{"${list}":[{"${idMember}":"mine","More":"\xe9"}]}`;
const xml = (root: string, list: string, idMember: string) =>
  `<${root}><${list}><member><${idMember}>mine</${idMember}><More>\xe9</More></member></${list}></${root}>`;

test.each<[string, string, string, () => Promise<{ skipped?: SkippedRecords }>]>([
  ['ListVaults', 'VaultList', json('VaultList', 'VaultName'), () => listVaults(session, location, page)],
  [
    'ListJobs',
    'JobList',
    json('JobList', 'JobId'),
    () => listGlacierJobs(session, { ...location, vaultName: 'v' }, {}, page),
  ],
  [
    'ListProvisionedCapacity',
    'ProvisionedCapacityList',
    json('ProvisionedCapacityList', 'CapacityId'),
    () => listProvisionedCapacity(session, location),
  ],
  ['ListJobs', 'Jobs', xml('ListJobsResult', 'Jobs', 'JobId'), () => listBatchJobs(session, location, null, page)],
  [
    'GetJobTagging',
    'Tags',
    xml('GetJobTaggingResult', 'Tags', 'Key'),
    () => getJobTagging(session, { ...location, jobId: 'j' }),
  ],
])('of %s (%s)', async (operation, list, text, read) => {
  body = Buffer.from(text, 'latin1');
  const { skipped } = await read();
  expect(skipped).toEqual({
    count: 1,
    first: [
      {
        position: 0,
        id: 'mine',
        message: `${list}[0] of ${operation} (mine) was skipped: it is not valid UTF-8.`,
      },
    ],
  });
});
