// Answers of AWS that are nested very deep. Reading and writing them must not use the stack, which differs by version of
// Node: each is an error of its field, and the rest of the response is there.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';

const levels = 100_000;
const deepJson = '['.repeat(levels) + ']'.repeat(levels);
const deepObject = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const deepXml = '<a>'.repeat(levels) + '</a>'.repeat(levels);

/** The bodies by the end of the path. */
async function serverWith(answers: Record<string, string>) {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const key = Object.keys(answers).find((end) => path.endsWith(end));
    const body = key === undefined ? '{"code":"ResourceNotFoundException","message":"no"}' : (answers[key] ?? '');
    const type = body.startsWith('<') ? 'application/xml' : 'application/json';
    response.writeHead(key === undefined ? 404 : 200, { 'content-type': type, 'x-amzn-requestid': 'id' }).end(body);
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

const vault = '"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/photos","VaultName":"photos"';
const dated = '"CreationDate":"2026-01-15T10:00:00.000Z"';
const ofVault = '{ vault(name: "photos") { name';

describe('nested very deep', () => {
  test.each([
    ['a policy of objects', { Policy: deepObject }],
    ['a policy of lists', { Policy: deepJson }],
  ])('%s is an error of its field', async (_, policy) => {
    await using aws = await serverWith({
      '/vaults/photos': `{${vault},${dated}}`,
      '/access-policy': JSON.stringify(policy),
    });
    await using gateway = await startGateway({ endpoint: aws.endpoint });
    const { data, errors } = await gateway.query(`${ofVault} vaultArn accessPolicy } }`);
    expect(data.vault).toMatchObject({ name: 'photos', accessPolicy: null });
    expect(errors).toMatchObject([
      {
        path: ['vault', 'accessPolicy'],
        message: 'AWS sent an unreadable Policy.',
        extensions: { code: 'SERVICE_UNAVAILABLE' },
      },
    ]);
  });

  test.each([
    ['an unknown member of a vault', `{${vault},${dated},"Unknown":${deepJson}}`],
    ['a known member of a vault', `{${vault},"CreationDate":${deepJson}}`],
  ])('%s never costs the other fields, nor an internal error', async (_, body) => {
    await using aws = await serverWith({ '/vaults/photos': body });
    await using gateway = await startGateway({ endpoint: aws.endpoint });
    const { data, errors } = await gateway.query(`{ gateway { version } ${ofVault.slice(1)} creationDate } }`);
    expect(data.gateway.version).toEqual(expect.any(String));
    for (const { extensions } of errors ?? []) expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
  });

  test.each([
    ['an unknown member of a list of jobs', `{"JobList":[],"Marker":null,"Unknown":${deepObject}}`],
    ['a list of jobs', `{"JobList":${deepJson},"Marker":null}`],
    ['a job', `{"JobList":[{"JobId":"job",${dated},"SelectParameters":${deepObject}}],"Marker":null}`],
  ])('%s never costs the other fields, nor an internal error', async (_, body) => {
    await using aws = await serverWith({ '/jobs': body, '/vaults/photos': `{${vault},${dated}}` });
    await using gateway = await startGateway({ endpoint: aws.endpoint });
    const { data, errors } = await gateway.query(`${ofVault} vaultArn jobs(first: 3) { nodes { __typename } } } }`);
    expect(data.vault.name).toBe('photos');
    for (const { extensions } of errors ?? []) expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
  });

  test('an XML record is skipped like any other that cannot be read', async () => {
    await using aws = await serverWith({
      '/v20180820/jobs': `<ListJobsResult><Jobs><member>${deepXml}</member></Jobs></ListJobsResult>`,
    });
    await using gateway = await startGateway({ endpoint: aws.endpoint });
    const { data, errors } = await gateway.query(
      '{ gateway { version } batchJobs(first: 3) { nodes { id } skippedRecords { count } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ gateway: { version: expect.any(String) }, batchJobs: { nodes: [] } });
    expect(data.batchJobs.skippedRecords.count).toBe(1);
  });
});
