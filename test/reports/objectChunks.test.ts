// The content of an object, of an S3 that answers as no honest one does.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { anonymous } from '../../src/access/caller.ts';
import { createAws } from '../../src/aws/client/createAws.ts';
import { objectChunks } from '../../src/reports/objectChunks.ts';
import { ObjectReader } from '../../src/reports/objectReader.ts';
import { backendAt } from '../aws/backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };

/** Reads an object from an S3 that answers each request as the test has it. */
async function contentFrom(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    answer(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const aws = createAws(backendAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, location), {
    attempt: 10_000,
    call: 10_000,
  });
  const session = aws.session(anonymous, new AbortController().signal);
  try {
    const chunks: Buffer[] = [];
    const { open } = new ObjectReader(session, { location, bucketName: 'reports' }, 'rows.csv');
    const ends: boolean[] = [];
    for await (const { bytes, isLast } of objectChunks(open)) {
      chunks.push(bytes);
      ends.push(isLast);
    }
    return { text: Buffer.concat(chunks).toString(), requests: count, ends };
  } catch (error) {
    return { error, requests: count };
  } finally {
    aws.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const part = (response: ServerResponse, range: string, body: string) =>
  response
    .writeHead(206, {
      'content-range': `bytes ${range}`,
      'content-length': body.length,
      etag: '"e"',
      'x-amz-request-id': 'r',
    })
    .end(body);

test('parts without bytes are an error after four of them in a row', async () => {
  const { error, requests } = await contentFrom((_, response) => part(response, '0-7/8', ''));
  expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', message: 'AWS ended the output before its last byte.' });
  expect(requests).toBe(4);
});

test('a part without bytes is requested again from the same byte', async () => {
  const ranges: (string | undefined)[] = [];
  const { text, ends } = await contentFrom((request, response, count) => {
    ranges.push(request.headers.range?.replace(/-.*/, ''));
    if (count === 1) part(response, '0-3/8', 'abcd');
    else if (count === 2) part(response, '4-7/8', '');
    else part(response, '4-7/8', 'efgh');
  });
  expect(text).toBe('abcdefgh');
  expect(ends).toEqual([false, true]);
  expect(ranges).toEqual(['bytes=0', 'bytes=4', 'bytes=4']);
});
