// An AWS that is newer than this gateway, or returns less than today: unknown values are read as OTHER and cause no error. A
// server of the test answers in place of AWS.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';

/** The answers by path suffix: a text as XML, all else as JSON. */
async function serverWith(answers: Record<string, unknown>) {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const key = Object.keys(answers).find((end) => path.endsWith(end));
    const answer = key ? answers[key] : { code: 'ResourceNotFoundException', message: 'no' };
    const type = typeof answer === 'string' ? 'application/xml' : 'application/json';
    response.writeHead(key ? 200 : 404, { 'content-type': type, 'x-amzn-requestid': 'id' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const common = {
  JobId: 'job',
  VaultARN: 'arn:aws:glacier:us-east-1:111122223333:vaults/photos',
  CreationDate: '2026-01-15T10:00:00Z',
  Completed: false,
  StatusCode: 'InProgress',
};

test('unknown values of AWS are OTHER, and missing ones are null', async () => {
  await using aws = await serverWith({
    '/jobs': {
      JobList: [
        { ...common, JobId: 'job-1', Action: 'Restoration', StatusCode: 'Waiting' },
        {
          ...common,
          JobId: 'job-2',
          Action: 'ArchiveRetrieval',
          ArchiveId: 'a',
          Tier: 'Glacial',
          CompletionDate: '2026-01-15T11:00:00Z',
        },
        {
          ...common,
          JobId: 'job-3',
          Action: 'InventoryRetrieval',
          Completed: true,
          StatusCode: 'Abandoned',
          CompletionDate: '2026-01-15T11:00:00.123Z',
          InventoryRetrievalParameters: { Format: 'PARQUET', Limit: '3', Marker: null },
        },
        {
          ...common,
          JobId: 'job-4',
          Action: 'Select',
          ArchiveId: 'a',
          SelectParameters: { ExpressionType: 'PartiQL', Expression: 'x' },
        },
      ],
      Marker: null,
    },
    '/notification-configuration': { SNSTopic: 'arn:aws:sns:us-east-1:111122223333:t', Events: ['ArchiveMelted'] },
    '/policies/data-retrieval': { Policy: { Rules: [{ Strategy: 'PerMoon' }] } },
    '/vaults/photos': {
      VaultName: 'photos',
      VaultARN: common.VaultARN,
      CreationDate: '2026-01-15T10:00:00Z',
      SizeInBytes: null,
    },
  });
  await using gateway = await startGateway({ endpoint: aws.endpoint });
  const data = await gateway.data(`{
    vault(name: "photos") {
      lastInventoryDate numberOfArchives sizeInBytes lock { state } accessPolicy
      notifications { events }
      jobs { nodes { __typename
        ... on VaultJob { action awsAction statusCode awsStatusCode phase outcome completionDate expectedCompletion { latest } pollAfterSeconds }
        ... on ArchiveRetrievalJob { tier awsTier }
        ... on InventoryRetrievalJob { inventoryRetrievalParameters { format limit } }
        ... on SelectJob { selectParameters { expressionType } }
      } }
    }
    dataRetrievalPolicy { rules { strategy } }
  }`);
  expect(data.vault).toMatchObject({
    lastInventoryDate: null,
    numberOfArchives: null,
    sizeInBytes: null,
    lock: null,
    accessPolicy: null,
    notifications: { events: ['OTHER'] },
  });
  expect(data.dataRetrievalPolicy.rules).toEqual([{ strategy: 'OTHER' }]);
  expect(data.vault.jobs.nodes).toMatchObject([
    {
      __typename: 'OtherGlacierJob',
      action: 'OTHER',
      awsAction: 'Restoration',
      statusCode: 'OTHER',
      awsStatusCode: 'Waiting',
      phase: 'UNKNOWN',
    },
    {
      __typename: 'ArchiveRetrievalJob',
      tier: 'OTHER',
      awsTier: 'Glacial',
      awsStatusCode: 'InProgress',
      completionDate: null,
      expectedCompletion: null,
    },
    {
      phase: 'DONE',
      outcome: null,
      completionDate: '2026-01-15T11:00:00.123Z',
      inventoryRetrievalParameters: { format: 'OTHER', limit: 3 },
    },
    { selectParameters: { expressionType: 'OTHER' } },
  ]);
});

test('unknown values of S3 Batch Operations are OTHER, with the word of AWS from the list', async () => {
  const job = (id: string, operation: string, status: string) =>
    `<member><JobId>${id}</JobId><Operation>${operation}</Operation><Status>${status}</Status>
     <Priority>1</Priority><CreationTime>2026-01-15T10:00:00Z</CreationTime></member>`;
  await using aws = await serverWith({
    '/v20180820/jobs': `<ListJobsResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"><Jobs>
      ${job('a', 'S3MeltObject', 'Waiting')}${job('b', 'S3PutObjectCopy', 'Active')}</Jobs></ListJobsResult>`,
  });
  await using gateway = await startGateway({ endpoint: aws.endpoint });
  const { batchJobs } = await gateway.data(
    '{ batchJobs { nodes { jobId status awsStatus operationName awsOperationName phase } } }',
  );
  expect(batchJobs.nodes).toEqual([
    {
      jobId: 'a',
      status: 'OTHER',
      awsStatus: 'Waiting',
      operationName: 'OTHER',
      awsOperationName: 'S3MeltObject',
      phase: 'UNKNOWN',
    },
    {
      jobId: 'b',
      status: 'ACTIVE',
      awsStatus: 'Active',
      operationName: 'S3_PUT_OBJECT_COPY',
      awsOperationName: 'S3PutObjectCopy',
      phase: 'RUNNING',
    },
  ]);
});

test('an answer of AWS without a required member is SERVICE_UNAVAILABLE instead of a partial job', async () => {
  await using aws = await serverWith({ '/jobs/job': { ...common, Action: 'Select', CreationDate: 'yesterday' } });
  await using gateway = await startGateway({ endpoint: aws.endpoint });
  const { data, errors } = await gateway.query('{ glacierJob(vaultName: "photos", jobId: "job") { __typename } }');
  expect(data).toEqual({ glacierJob: null });
  expect(errors?.[0]).toMatchObject({
    message: 'AWS sent an unreadable CreationDate.',
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
});
