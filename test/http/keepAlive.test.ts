// Idle connections: a proxy in front closes them first, so the gateway keeps them for longer than proxies do.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createServer } from '../../src/http/createServer.ts';
import { calmHandlers } from '../support/calmHandlers.ts';
import { startGateway } from '../support/startGateway.ts';

const request = 'GET /nowhere HTTP/1.1\r\nhost: localhost\r\n\r\n';

/** The head of the next response on the connection. */
async function ask(socket: Socket): Promise<string> {
  socket.write(request);
  const [answer] = await once(socket, 'data');
  return String(answer);
}

async function open(timeouts: Parameters<typeof createServer>[3]) {
  const server = createServer(calmHandlers as never, '127.0.0.1', pino({ level: 'silent' }), timeouts);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const connectOther = () => connect((server.address() as { port: number }).port, '127.0.0.1');
  const socket = connectOther();
  const close = () => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { socket, connectOther, close };
}

describe('an idle connection', () => {
  test('is announced and kept for 65 seconds by default', async () => {
    await using gateway = await startGateway();
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    expect(await ask(socket)).toMatch(/\r\nkeep-alive: timeout=65\r\n/i);
    socket.destroy();
  });

  test('outlives the time limits of headers and requests, which count from the first byte of a request', async () => {
    const { socket, connectOther, close } = await open({
      headers: 1_000,
      request: 1_500,
      checkInterval: 20,
      keepAlive: 60_000,
    });
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 404 /);
    // Connections that began later reach the limits.
    const late = ['GET / HTTP/1.1\r\n', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\n'].map(
      async (begun) => {
        const other = connectOther();
        other.write(begun);
        return String((await once(other, 'data'))[0]);
      },
    );
    for (const answer of await Promise.all(late)) expect(answer).toMatch(/^HTTP\/1\.1 40[48] /);
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 404 /);
    close();
  });

  test('ends after the configured time', async () => {
    const { socket, close } = await open({ keepAlive: 50 });
    await ask(socket);
    await once(socket, 'close');
    close();
  });

  test('does not delay the shutdown', async () => {
    const gateway = await startGateway({ KEEP_ALIVE_TIMEOUT_SECONDS: 3600 });
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await ask(socket);
    const closed = once(socket, 'close');
    await gateway[Symbol.asyncDispose]();
    await closed;
  });
});
