// Requests that a client sends in one go, without waiting for responses. A shutdown ends the connection with the first
// response; the others are never sent, and nothing may wait for them.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { createDrain } from '../../src/http/lifecycle/createDrain.ts';

test.each([
  ['before the shutdown', 3, 0],
  ['during the shutdown', 1, 2],
])('pipelined requests received %s do not delay it', async (_, before, during) => {
  const server = createServer();
  const drain = createDrain(server, 15);
  const responses: ServerResponse[] = [];
  const closed: ServerResponse[] = [];
  server.on('request', (_request, response) => {
    responses.push(response);
    response.once('close', () => closed.push(response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const send = async (count: number) => {
    const expected = responses.length + count;
    client.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(count));
    while (responses.length < expected) await once(server, 'request');
  };
  let received = '';
  client.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });

  const ended = once(client, 'close');

  await send(before);
  const finished = drain.responsesFinished();
  if (during > 0) await send(during);
  for (const response of responses) response.end('done');
  await finished;
  await drain.close();
  await ended;

  expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
  expect(received).toMatch(/connection: close/i);
  expect(new Set(closed)).toEqual(new Set(responses));
  expect(closed).toHaveLength(before + during);
});
