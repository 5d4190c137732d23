// Streamed responses: their timeouts, their end, and the room that they leave to other calls.
import { setMaxListeners } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { describeJob } from '../../../src/aws/glacier/describeJob.ts';
import { getJobOutput } from '../../../src/aws/glacier/getJobOutput.ts';
import { backendAt } from '../backendAt.ts';

const job = { accountId: '111122223333', region: 'us-east-1', vaultName: 'v', jobId: 'j' };
const description = {
  JobId: 'j',
  Action: 'InventoryRetrieval',
  VaultARN: 'arn:aws:glacier:us-east-1:111122223333:vaults/v',
  CreationDate: '2026-01-15T12:00:00.000Z',
  Completed: true,
  StatusCode: 'Succeeded',
};

/** An AWS that answers each GetJobOutput as the test has it, and every other call at once. */
async function startAws(
  output: (response: ServerResponse, request: number) => void,
  timeouts = { attempt: 300, call: 300 },
) {
  const outputs: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.endsWith('/output')) output(response, outputs.push(response));
    else response.end(JSON.stringify(description));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAws(backendAt(endpoint, job), timeouts);
  return {
    aws,
    outputs,
    [Symbol.asyncDispose]: async () => {
      aws.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const never = new AbortController().signal;
setMaxListeners(0, never);

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Long enough for a busy machine to answer in time. Tests that wait for it run at the same time. */
const patient = { attempt: 1_000, call: 1_000 };

test.concurrent('a stream may last longer than the timeout of a call, and has the metadata of AWS', async ({
  expect,
}) => {
  await using upstream = await startAws((response) => {
    response.writeHead(206, {
      'content-type': 'text/csv',
      'content-range': 'bytes 5-9/40',
      'x-amz-archive-description': 'photos',
      'x-amz-sha256-tree-hash': 'abc',
      'content-length': 5,
    });
    let sent = 0;
    const timer = setInterval(() => {
      response.write('x');
      sent += 1;
      if (sent === 5) clearInterval(timer);
    }, 220);
  }, patient);
  const session = upstream.aws.session(anonymous, never);
  const { body, ...output } = await getJobOutput(session, job, { start: 5, end: 9 });
  expect(output).toEqual({
    contentRange: { start: 5, end: 9, total: 40 },
    contentType: 'text/csv',
    archiveDescription: 'photos',
    sha256TreeHash: 'abc',
  });
  expect(await textOf(body)).toBe('xxxxx');
  expect(session.usage).toEqual({ calls: 1, byOperation: { 'glacier.GetJobOutput': 1 }, cached: 0, coalesced: 0 });
});

test.concurrent('a stream in which AWS sends nothing for too long is an error', async ({ expect }) => {
  await using upstream = await startAws((response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
  }, patient);
  const { body } = await getJobOutput(upstream.aws.session(anonymous, never), job);
  expect((await body.next()).value?.toString()).toBe('half');
  await expect(body.next()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
});

test.concurrent('response headers that do not arrive in time are an error', async ({ expect }) => {
  await using upstream = await startAws(() => undefined);
  await expect(getJobOutput(upstream.aws.session(anonymous, never), job)).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
  });
});

test('a stream that AWS cuts is an error, not a short result', async () => {
  await using upstream = await startAws((response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => response.destroy());
  });
  const { body } = await getJobOutput(upstream.aws.session(anonymous, never), job);
  await expect(textOf(body)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
});

const endless = (response: ServerResponse) => {
  response.writeHead(200);
  const piece = Buffer.alloc(65_536);
  const pour = () => {
    while (!response.destroyed && response.write(piece));
    response.once('drain', pour);
  };
  pour();
};

test('a stream is closed at AWS when its reader stops, before or after the first byte', async () => {
  await using upstream = await startAws(endless);
  const session = upstream.aws.session(anonymous, never);
  for await (const chunk of (await getJobOutput(session, job)).body) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await (await getJobOutput(session, job)).body.return();
  await expect.poll(() => upstream.outputs.map((response) => response.destroyed)).toEqual([true, true]);
});

test('a stream is closed at AWS when its caller goes away', async () => {
  await using upstream = await startAws(endless);
  const caller = new AbortController();
  const { body } = await getJobOutput(upstream.aws.session(anonymous, caller.signal), job);
  await body.next();
  caller.abort(new Error('gone'));
  await expect(textOf(body)).rejects.toThrow('gone');
  await expect.poll(() => upstream.outputs[0]?.destroyed).toBe(true);
  await expect(getJobOutput(upstream.aws.session(anonymous, caller.signal), job)).rejects.toThrow('gone');
  expect(upstream.outputs).toHaveLength(1);
});

test('streams that are not read block neither other calls nor each other', async () => {
  await using upstream = await startAws(endless, { attempt: 5_000, call: 5_000 });
  const session = upstream.aws.session(anonymous, never);
  const outputs = await Promise.all(Array.from({ length: 120 }, () => getJobOutput(session, job)));
  expect(await describeJob(session, job)).toMatchObject({ jobId: 'j' });
  // Each is a call of its own, however equal.
  expect(session.usage).toMatchObject({ calls: 121, coalesced: 0 });
  await Promise.all(outputs.map(({ body }) => body.return()));
});

test('a stream is requested again after a transient error before its headers', async () => {
  await using upstream = await startAws(
    (response, request) => {
      if (request === 1) response.writeHead(500).end();
      else response.end('whole');
    },
    { attempt: 5_000, call: 5_000 },
  );
  const session = upstream.aws.session(anonymous, never);
  const { body, contentRange } = await getJobOutput(session, job);
  expect([await textOf(body), contentRange]).toEqual(['whole', null]);
  expect(session.usage.calls).toBe(2);
});
