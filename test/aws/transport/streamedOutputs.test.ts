// A job's output by the lean transport and by the SDK, over HTTP: equal requests, heads, bytes, errors and attempts.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetJobOutputCommand, GlacierClient } from '@aws-sdk/client-glacier';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { glacier } from '../../../src/aws/client/awsCall.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { getJobOutputOperation } from '../../../src/aws/glacier/getJobOutput.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };

interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  chunks?: readonly Buffer[];
  /** Ends the connection instead of the body, or before the headers. */
  cut?: 'body' | 'head';
}

function respond(response: ServerResponse, { status = 200, headers = {}, chunks = [], cut }: Answer): void {
  if (cut === 'head') return void response.socket?.destroy();
  response.writeHead(status, { 'x-amzn-requestid': 'request-1', ...headers });
  for (const chunk of chunks) response.write(chunk);
  if (cut === undefined) response.end();
  else response.write('.', () => response.socket?.destroy());
}

async function startBoth() {
  let answers: Answer[] = [];
  let requests: unknown[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    const { 'amz-sdk-invocation-id': id, 'x-amz-date': date, authorization = '', connection, ...constant } = headers;
    const signed = authorization.replace(/Signature=\w+|\/\d{8}\//g, '');
    requests.push({ method, url, constant, signed, isIdentified: Boolean(id && date) });
    respond(response, (answers.length > 1 ? answers.shift() : answers[0]) ?? {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { isHot: _, ...cold } = getJobOutputOperation;
  const connect = () => createAws(backendAt(endpoint, location), { attempt: 30_000, call: 30_000 });
  let paths = { lean: connect(), sdk: connect() };
  onTestFinished(async () => {
    for (const path of Object.values(paths)) path.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const read = async (path: keyof typeof paths, given: readonly Answer[], range: string | undefined) => {
    answers = [...given];
    requests = [];
    const command = new GetJobOutputCommand({ accountId: location.accountId, vaultName: 'v', jobId: 'j', range });
    const operation = path === 'lean' ? getJobOutputOperation : (cold as typeof getJobOutputOperation);
    const session = paths[path].session(anonymous, new AbortController().signal);
    const chunks: Buffer[] = [];
    const seen: Record<string, unknown> = {};
    try {
      const { output, body } = await session.stream(glacier(operation, location, command), (streamed) => streamed.body);
      const { body: _body, $metadata, ...head } = output;
      Object.assign(seen, { head, status: $metadata.httpStatusCode, requestId: $metadata.requestId });
      for await (const chunk of body) chunks.push(chunk);
    } catch (error) {
      seen['error'] = { ...(error as Error), message: (error as Error).message };
    }
    // How many bytes come before a connection breaks is a matter of time.
    if (!('error' in seen)) seen['bytes'] = Buffer.concat(chunks).toString('latin1');
    return { ...seen, requests, calls: session.usage.calls };
  };
  return {
    compare: async (given: readonly Answer[], range?: string) => ({
      lean: await read('lean', given, range),
      sdk: await read('sdk', given, range),
    }),
    /** Forgets retry budgets and breakers. */
    reconnect: () => {
      for (const path of Object.values(paths)) path.close();
      paths = { lean: connect(), sdk: connect() };
    },
  };
}

const bytes = [Buffer.from('{"ArchiveList":'), Buffer.from('[]}')];
const part = { 'content-range': 'bytes 0-17/40', 'content-type': 'application/json' };
const json = { 'content-type': 'application/json' };
const failure = (status: number, code: string): Answer => ({
  status,
  headers: json,
  chunks: [Buffer.from(JSON.stringify({ code, message: `the reason of ${code}`, type: 'Client' }))],
});

const answers: Record<string, readonly Answer[]> = {
  'a part': [{ status: 206, headers: { ...part, 'content-length': '18' }, chunks: bytes }],
  'a part in chunks': [{ status: 206, headers: part, chunks: bytes }],
  'the whole': [{ headers: json, chunks: bytes }],
  nothing: [{ headers: { 'content-length': '0' } }],
  'no content': [{ status: 204 }],
  'another success': [{ status: 203, headers: json, chunks: bytes }],
  'all headers': [
    {
      headers: {
        ...part,
        'accept-ranges': 'bytes',
        'x-amz-sha256-tree-hash': 'ab',
        'x-amz-archive-description': 'a photo',
      },
      chunks: bytes,
    },
  ],
  'a description in another character set': [{ headers: { 'x-amz-archive-description': 'caf\u00e9 \u00ff' } }],
  'an empty description': [{ headers: { 'x-amz-archive-description': '' }, chunks: bytes }],
  'headers that are there twice': [
    { headers: { 'x-amz-archive-description': ['a', 'b'], 'content-type': ['a/b', 'c/d'] }, chunks: bytes },
  ],
  'a page of HTML': [{ headers: { 'content-type': 'text/html' }, chunks: [Buffer.from('<html>Login</html>')] }],
  'an output that is called HTML': [{ headers: { 'content-type': 'text/html' }, chunks: bytes }],
  'a compressed part': [{ status: 206, headers: { ...part, 'content-encoding': 'gzip' }, chunks: bytes }],
  'a part that is not compressed': [{ status: 206, headers: { ...part, 'content-encoding': 'identity' } }],
  'a redirect': [{ status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
  'a redirect of a proxy': [{ status: 302, headers: { location: 'http://127.0.0.1:1/', 'x-amzn-requestid': '' } }],
  'not modified': [{ status: 304 }],
  ResourceNotFoundException: [failure(404, 'ResourceNotFoundException')],
  InvalidParameterValueException: [failure(400, 'InvalidParameterValueException')],
  AccessDeniedException: [failure(403, 'AccessDeniedException')],
  ExpiredTokenException: [failure(403, 'ExpiredTokenException')],
  'an unsatisfiable range': [failure(416, 'InvalidParameterValueException')],
  'an error without a body': [{ status: 400 }],
  'an error of a proxy': [{ status: 502, headers: { 'content-type': 'text/html' }, chunks: [Buffer.from('<html>')] }],
  'a failure, then a part': [failure(500, 'InternalServiceException'), { status: 206, headers: part, chunks: bytes }],
  'throttling, then a part': [failure(400, 'ThrottlingException'), { status: 206, headers: part, chunks: bytes }],
  'a connection that breaks before the response, then a part': [
    { cut: 'head' },
    { status: 206, headers: part, chunks: bytes },
  ],
  'a part that breaks off': [{ status: 206, headers: { ...part, 'content-length': '99' }, chunks: bytes, cut: 'body' }],
  'a part in chunks that breaks off': [{ status: 206, headers: part, chunks: bytes, cut: 'body' }],
};

test.each(Object.keys(answers))('%s', async (title) => {
  const paths = await startBoth();
  const { lean, sdk } = await paths.compare(answers[title] ?? [], 'bytes=0-17');
  expect(lean).toEqual(sdk);
  expect(lean.requests.length).toBeGreaterThan(0);
});

test('any bytes in any chunks, with any headers, with a range and without', async () => {
  const paths = await startBoth();
  const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) });
  const header = text.filter((value) => !value.includes('\u007f'));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(200, 206),
      fc.record(
        {
          'content-type': header.filter((value) => !/html/i.test(value)),
          'content-range': header,
          'x-amz-archive-description': header,
          'x-amz-sha256-tree-hash': header,
        },
        { requiredKeys: [] },
      ),
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 100_000 }).map((each) => Buffer.from(each))),
      fc.constantFrom(undefined, 'bytes=0-', 'bytes=5-1048576'),
      async (status, headers, chunks, range) => {
        const { lean, sdk } = await paths.compare([{ status, headers, chunks }], range);
        expect(lean).toEqual(sdk);
        expect(lean).not.toHaveProperty('error');
      },
    ),
    { numRuns: 20 },
  );
});

test('the SDK builds the first request only to compare it, and reads no plain output', async () => {
  const paths = await startBoth();
  const sent = vi.spyOn(GlacierClient.prototype as { send(command: object): unknown }, 'send');
  onTestFinished(() => sent.mockRestore());
  const answer = { status: 206, headers: part, chunks: bytes };
  // The other path sends each of them by the SDK.
  for (const calls of [2, 3, 4]) {
    await paths.compare([answer], 'bytes=0-17');
    expect(sent).toHaveBeenCalledTimes(calls);
  }
});
