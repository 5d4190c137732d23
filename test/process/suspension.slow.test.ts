// A process that was suspended, as SIGSTOP and container runtimes do. What its clients sent meanwhile counts before any timeout.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, type Program, run, urlOf } from './program.ts';

let program: Folder;
let home: Folder;
let gateway: Program;
beforeAll(async () => {
  [program, home] = await Promise.all([build(), temporaryFolder()]);
  gateway = await run(program, home, { args: ['--port', '0'], env: { HEARTBEAT_SECONDS: '5' } });
}, 60_000);
afterAll(async () => {
  await Promise.all([gateway, program, home].map((open) => open?.[Symbol.asyncDispose]()));
});

async function connect(): Promise<{ socket: WebSocket; send(message: object): void; messages: string[] }> {
  const url = (await urlOf(gateway)).replace('http', 'ws');
  const socket = new WebSocket(url, 'graphql-transport-ws', { autoPong: false });
  onTestFinished(() => socket.terminate());
  const messages: string[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data)).type));
  await once(socket, 'open');
  return { socket, messages, send: (message) => socket.send(JSON.stringify(message)) };
}

/** The client acts while the process is suspended. It has no other time than the real one. */
async function suspend(seconds: number, act: () => void): Promise<void> {
  gateway.kill('SIGSTOP');
  act();
  await sleep(seconds * 1_000);
  gateway.kill('SIGCONT');
}

test('accepts a connection_init that was sent in time', async () => {
  const { send, messages } = await connect();
  await suspend(4, () => send({ type: 'connection_init' }));
  await expect.poll(() => messages).toEqual(['connection_ack']);
});

test('keeps a WebSocket whose client answered the heartbeat in time', async () => {
  const { socket, send, messages } = await connect();
  send({ type: 'connection_init' });
  await expect.poll(() => messages).toEqual(['connection_ack']);
  await once(socket, 'ping');
  await suspend(6, () => socket.pong());
  send({ type: 'subscribe', id: '1', payload: { query: '{ __typename }' } });
  await expect.poll(() => messages).toEqual(['connection_ack', 'next', 'complete']);
});

test('keeps a WebSocket whose client was suspended too, and answers the heartbeat later', async () => {
  const { socket, send, messages } = await connect();
  send({ type: 'connection_init' });
  await expect.poll(() => messages).toEqual(['connection_ack']);
  await once(socket, 'ping');
  await suspend(6, () => undefined);
  await sleep(500);
  socket.pong();
  send({ type: 'subscribe', id: '1', payload: { query: '{ __typename }' } });
  await expect.poll(() => messages).toEqual(['connection_ack', 'next', 'complete']);
});
