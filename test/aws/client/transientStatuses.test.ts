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

interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** The calls of this file, each with an endpoint of its own: between two attempts they wait, and so they run side by side. */
const calls = new Map<string, { answer: Answer; requests: number }>();
const server = createServer((request, response) => {
  const [, id = ''] = request.url?.split('/') ?? [];
  const call = calls.get(id);
  if (!call) throw new Error(`no call has the path ${request.url}`);
  call.requests += 1;
  request.resume();
  response.writeHead(call.answer.status, call.answer.headers).end(call.answer.body);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** How often the call was sent, and its error. A client of its own has no open circuit, and its retry budget. */
async function sent(
  answer: Answer,
  call: (session: ReturnType<ReturnType<typeof createAws>['session']>) => Promise<unknown>,
) {
  const id = `call${calls.size}`;
  const counted = { answer, requests: 0 };
  calls.set(id, counted);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${id}`;
  const aws = createAws(backendAt(endpoint, location), { attempt: 30_000, call: 30_000 });
  const error = await call(aws.session(anonymous, new AbortController().signal)).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  aws.close();
  return { requests: counted.requests, error };
}

/** One read of each service. */
const reads = (answer: Answer) =>
  Promise.all([
    sent(answer, (session) => listVaults(session, location, page)),
    sent(answer, (session) => describeJob(session, { ...location, jobId: 'j' })),
  ]);

const bodies = {
  'of nothing': { body: '', headers: {} },
  'of HTML': { body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } },
  'of JSON': { body: '{"message":"no"}', headers: { 'content-type': 'application/json' } },
  'of AWS without a name': { body: '', headers: { 'x-amzn-requestid': 'r', 'x-amz-request-id': 'r' } },
};

describe.concurrent.each(Object.entries(bodies))('a response %s', (_, content) => {
  test.each([408, 425, 499, 500, 502, 503, 504, 507, 520, 522, 524, 529, 530, 599])(
    'with the status %i is one of a moment',
    async (status) => {
      const answer = { status, ...content };
      const repeated = { requests: 3, error: { code: 'SERVICE_UNAVAILABLE', retryable: true } };
      expect(await reads(answer)).toMatchObject([repeated, repeated]);
      const vault = { ...location, vaultName: 'v' };
      const start = await sent(answer, (session) =>
        initiateJob(session, vault, { Type: 'inventory-retrieval' }, async () => undefined),
      );
      expect(start).toMatchObject({ requests: 1, error: { code: 'INDETERMINATE' } });
    },
  );

  test.each([400, 404, 405, 409, 413, 501, 505, 511])('with the status %i is final', async (status) => {
    expect((await reads({ status, ...content })).map(({ requests }) => requests)).toEqual([1, 1]);
  });
});
