// Statuses of a moment, of AWS and of proxies before it, whatever their bodies: a read is sent again, a start is not.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { initiateJob } from '../../../src/aws/glacier/initiateJob.ts';
import { listVaults } from '../../../src/aws/glacier/listVaults.ts';
import { describeJob } from '../../../src/aws/s3control/describeJob.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const page = { limit: 10, marker: null };

let answer = { status: 200, body: '', headers: {} as Record<string, string> };
let requests = 0;
const server = createServer((request, response) => {
  requests += 1;
  request.resume();
  response.writeHead(answer.status, answer.headers).end(answer.body);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** How often the call was sent, and its error. A client of its own has no open circuit, and its retry budget. */
async function sent(call: (session: ReturnType<ReturnType<typeof createAws>['session']>) => Promise<unknown>) {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAws(backendAt(endpoint, location), { attempt: 30_000, call: 30_000 });
  requests = 0;
  const error = await call(aws.session(anonymous, new AbortController().signal)).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  aws.close();
  return { requests, error };
}

const bodies = {
  'of nothing': { body: '', headers: {} },
  'of HTML': { body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } },
  'of JSON': { body: '{"message":"no"}', headers: { 'content-type': 'application/json' } },
  'of AWS without a name': { body: '', headers: { 'x-amzn-requestid': 'r', 'x-amz-request-id': 'r' } },
};

describe.each(Object.entries(bodies))('a response %s', (_, { body, headers }) => {
  test.each([408, 425, 499, 500, 502, 503, 504, 507, 520, 522, 524, 529, 530, 599])(
    'with the status %i is one of a moment',
    async (status) => {
      answer = { status, body, headers };
      for (const read of [
        await sent((session) => listVaults(session, location, page)),
        await sent((session) => describeJob(session, { ...location, jobId: 'j' })),
      ]) {
        expect(read).toMatchObject({ requests: 3, error: { code: 'SERVICE_UNAVAILABLE', retryable: true } });
      }
      const vault = { ...location, vaultName: 'v' };
      const start = await sent((session) =>
        initiateJob(session, vault, { Type: 'inventory-retrieval' }, async () => undefined),
      );
      expect(start).toMatchObject({ requests: 1, error: { code: 'INDETERMINATE' } });
    },
  );

  test.each([400, 404, 405, 409, 413, 501, 505, 511])('with the status %i is final', async (status) => {
    answer = { status, body, headers };
    expect((await sent((session) => listVaults(session, location, page))).requests).toBe(1);
    expect((await sent((session) => describeJob(session, { ...location, jobId: 'j' }))).requests).toBe(1);
  });
});
