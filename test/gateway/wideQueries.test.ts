// The widest queries that the schema allows: they neither flood AWS nor time out in a queue.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { glacierJobId } from '../../src/schema/kit/globalId.ts';
import { startGateway } from '../support/startGateway.ts';

test('1,000 jobs that no list contains are described 50 at a time, and none times out in the queue', async () => {
  let inFlight = 0;
  let most = 0;
  let calls = 0;
  const held: (() => void)[] = [];
  /** Releases the calls that it holds once the maximum number has arrived, or no more arrive. */
  const server = createServer((request, response) => {
    calls += 1;
    inFlight += 1;
    most = Math.max(most, inFlight);
    const list = request.url?.includes('/jobs?');
    held.push(() => {
      inFlight -= 1;
      response.writeHead(list ? 200 : 404, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(list ? { JobList: [], Marker: null } : { code: 'ResourceNotFoundException', message: 'no' }),
      );
    });
    if (list || held.length === 50) for (const release of held.splice(0)) release();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await using gateway = await startGateway({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // A call is held until others arrive, however slow the machine is.
    AWS_ATTEMPT_TIMEOUT_MS: 60_000,
    AWS_TIMEOUT_MS: 120_000,
  });
  const ids = Array.from({ length: 1000 }, (_, index) =>
    glacierJobId({ accountId: '111122223333', region: 'us-east-1', vaultName: 'photos', jobId: `job${index}` }),
  );
  const { data, errors } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(errors).toBeUndefined();
  expect(data.nodes).toEqual(Array(1000).fill(null));
  expect({ most, calls }).toEqual({ most: 50, calls: 1001 });
  server.close();
  server.closeAllConnections();
});
