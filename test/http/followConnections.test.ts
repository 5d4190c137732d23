// Clients that do not read: what counts is what the kernel takes while the process runs.
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { followConnections, holderOf } from '../../src/http/lifecycle/followConnections.ts';
import { ByteBudget } from '../../src/limits/byteBudget.ts';
import { runSeconds } from '../support/runSeconds.ts';

/** A socket with so many bytes in its queue. */
class FakeSocket extends EventEmitter {
  remoteAddress = '127.0.0.1';
  writableLength = 0;
  writableEnded = false;
  destroyed = false;
  bytesWritten = 0;
  _handle: { bytesWritten: number; writeQueueSize: number } | undefined = { bytesWritten: 0, writeQueueSize: 0 };

  /** All of it is one write. */
  write(bytes: number): void {
    this.writableLength += bytes;
    this.bytesWritten += bytes;
    if (!this._handle) return;
    this._handle.bytesWritten += bytes;
    this._handle.writeQueueSize += bytes;
  }

  /** The client reads a part of a write, which the queue shows only at its end. */
  read(bytes: number): void {
    if (this._handle) this._handle.writeQueueSize -= bytes;
    if (!this._handle || this._handle.writeQueueSize === 0) this.writableLength = 0;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

const limits = { connection: 1_000, caller: 1_000, process: 2_000 };

function open(socket = new FakeSocket()) {
  const clock = createClock({ speed: 0, startAt: 0 });
  const server = new EventEmitter();
  const budget = new ByteBudget(limits);
  let slow = 0;
  const onSlowReader = () => {
    slow += 1;
  };
  followConnections(server as Server, { budget, slowReaderTimeoutSeconds: 15, onSlowReader, clock });
  server.emit('connection', socket);
  return { clock, socket, budget, server, slow: () => slow };
}

test('a client that reads nothing for the timeout is disconnected, and holds nothing any more', async () => {
  const { clock, socket, budget, slow } = open();
  socket.write(500);
  await runSeconds(clock, 15);
  expect([socket.destroyed, budget.bytes]).toEqual([false, 500]);
  await runSeconds(clock, 1);
  expect([socket.destroyed, budget.bytes, slow()]).toEqual([true, 0, 1]);
});

test('a client that reads slowly is not disconnected, however large a write is', async () => {
  const { clock, socket } = open();
  socket.write(500);
  for (let part = 0; part < 49; part += 1) {
    await runSeconds(clock, 14);
    socket.read(10);
  }
  expect(socket.destroyed).toBe(false);
  await runSeconds(clock, 16);
  expect(socket.destroyed).toBe(true);
});

test('where Node does not report its queue, whole writes count', async () => {
  const { clock, socket } = open();
  socket._handle = undefined;
  for (let count = 0; count < 10; count += 1) {
    socket.write(10);
    await runSeconds(clock, 14);
    socket.read(10);
  }
  socket.write(10);
  await runSeconds(clock, 15);
  expect(socket.destroyed).toBe(false);
  await runSeconds(clock, 1);
  expect(socket.destroyed).toBe(true);
});

test('a client that has nothing to read is never disconnected, and a half closed connection is', async () => {
  const { clock, socket } = open();
  await runSeconds(clock, 3_600);
  expect(socket.destroyed).toBe(false);
  socket.writableEnded = true;
  await runSeconds(clock, 16);
  expect(socket.destroyed).toBe(true);
});

test.each([15, 60, 3_600])('a pause of the process of %i seconds disconnects nobody', async (seconds) => {
  const { clock, socket } = open();
  socket.write(500);
  await runSeconds(clock, 13);
  clock.advance(seconds * 1_000);
  expect(socket.destroyed).toBe(false);
  socket.read(500);
  await runSeconds(clock, 60);
  expect(socket.destroyed).toBe(false);
});

test('while the byte budget is full, a client has to read within each second', async () => {
  const { clock, socket, budget } = open();
  socket.write(100);
  await runSeconds(clock, 1);
  for (const bytes of [500, 500, 500, 450]) budget.open({ owner: null, disconnect: () => undefined }).charge(bytes);
  expect(budget.isFull).toBe(true);
  await runSeconds(clock, 1);
  expect(socket.destroyed).toBe(true);
});

test('a connection that comes again after a declined upgrade is followed once', () => {
  const { socket, server } = open();
  const holder = holderOf(socket);
  server.emit('connection', socket);
  expect(holderOf(socket)).toBe(holder);
  expect(socket.listenerCount('close')).toBe(1);
});
