// Bodies without an end that nobody reads: the request was answered without them.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { runSeconds } from '../support/runSeconds.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let realClock: AdjustableClock;
let gateway: TestGateway;
beforeAll(async () => {
  realClock = createClock({ speed: 0 });
  gateway = await startGateway({ realClock });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;

/** After the head of the response, of which it reads no more. */
async function begin(head: string): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`${head}\r\nhost: ${hostname}:${port}\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n`);
  await once(socket, 'data');
  socket.resume();
  return socket;
}

test.each([
  ['of a health check', 'POST /healthz HTTP/1.1'],
  ['of an unknown path', 'POST /nothing HTTP/1.1'],
  ['of a download', 'GET /outputs/none HTTP/1.1'],
  ['of another content type', 'POST /graphql HTTP/1.1\r\ncontent-type: text/plain'],
  ['of a query in the URL', 'GET /graphql?query=%7B__typename%7D HTTP/1.1'],
])('%s end their connection', async (_, head) => {
  const socket = await begin(head);
  // Node's own timeout would come after 25 seconds in which the machine's clock has moved.
  for (let round = 0; round < 400 && !socket.destroyed; round += 1) {
    for (let sent = 0; sent < 8; sent += 1) socket.write(chunk);
    await runSeconds(realClock, 1);
  }
  expect(socket.destroyed).toBe(true);
});

test('a body that ends may be a megabyte, and the connection serves the next request', async () => {
  const socket = await begin('POST /nothing HTTP/1.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
  });
  for (let sent = 0; sent < 31; sent += 1) socket.write(chunk);
  await runSeconds(realClock, 3);
  socket.write('0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await expect.poll(() => received).toContain('HTTP/1.1 200 OK');
  await runSeconds(realClock, 3);
  expect(socket.destroyed).toBe(false);
});
