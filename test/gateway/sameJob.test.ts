// An AWS that returns one job for every start. No loop of the gateway may wait for another job to appear.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { vaultRefText } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';

test('ensureInventory ends if AWS returns the same unusable job for every start', async () => {
  const calls: string[] = [];
  const arn = 'arn:aws:glacier:us-east-1:111122223333:vaults/photos';
  // An inventory in the other format: it satisfies nobody.
  const job = {
    JobId: 'same',
    Action: 'InventoryRetrieval',
    VaultARN: arn,
    CreationDate: '2026-01-15T10:00:00.000Z',
    Completed: false,
    StatusCode: 'InProgress',
    InventoryRetrievalParameters: { Format: 'CSV' },
  };
  const server = createServer((request, response) => {
    const isStart = request.method === 'POST';
    const isList = request.url?.split('?')[0]?.endsWith('/jobs') === true;
    calls.push(isStart ? 'InitiateJob' : isList ? 'ListJobs' : 'DescribeJob');
    const headers = {
      'content-type': 'application/json',
      'x-amz-job-id': 'same',
      location: '/111122223333/vaults/photos/jobs/same',
    };
    request.resume();
    response.writeHead(isStart ? 202 : 200, headers);
    response.end(isStart ? '' : JSON.stringify(isList ? { JobList: [], Marker: null } : job));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await using gateway = await startGateway({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const ensure = async () => {
    const { data } = await gateway.query(
      `mutation { result: ensureInventory(input: { ${vaultRefText('photos')}, maxAgeSeconds: 0 }) { __typename ... on MutationError { message } } }`,
    );
    return data.result.__typename;
  };
  const results = [await ensure(), await ensure(), await ensure(), await ensure()];
  expect(results.at(-1)).toBe('ServiceUnavailableError');
  expect(calls.filter((call) => call === 'InitiateJob').length).toBeLessThanOrEqual(2);
  expect(calls.length).toBeLessThan(40);
});
