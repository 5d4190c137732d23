// What one WebSocket connection keeps of its client.
import { getEventListeners } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketClient } from '../../../src/http/subscriptions/webSocketClient.ts';

const execution = { takeTurn: async () => {} };

/** A WebSocket whose client reads only when it is told to. */
function slowSocket() {
  const written: (() => void)[] = [];
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    isPaused: false,
    on: () => socket,
    pause: () => undefined,
    resume: () => undefined,
    send: (data: string, onSent: () => void) => {
      socket.bufferedAmount += data.length;
      written.push(onSent);
    },
  };
  const read = () => {
    socket.bufferedAmount = 0;
    for (const onSent of written.splice(0)) onSent();
  };
  const peer = { connection: new PassThrough(), holder: undefined, credentials: {}, address: null };
  return { client: new WebSocketClient(socket as unknown as WebSocket, peer), read };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** An operation that waits until the client has read what it was sent. */
async function waitingOperation(client: WebSocketClient) {
  client.send('x'.repeat(100_000));
  const turn = { isTaken: false };
  const taken = client.takeTurn(execution).then(() => {
    turn.isTaken = true;
  });
  await nextTurn();
  await nextTurn();
  expect(turn.isTaken).toBe(false);
  return { taken };
}

test('a client that is slow again and again leaves no listener behind', async () => {
  const { client, read } = slowSocket();
  const listeners = () => getEventListeners(client.disconnect.signal, 'abort').length;
  const before = listeners();
  for (let time = 0; time < 3; time += 1) {
    const { taken } = await waitingOperation(client);
    read();
    await taken;
  }
  expect(listeners()).toBe(before);
});

test('an operation that waits for its client goes on when the client disconnects', async () => {
  const { client } = slowSocket();
  const { taken } = await waitingOperation(client);
  client.disconnect.abort();
  await taken;
});
