import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { Disconnect } from '../../src/http/lifecycle/disconnect.ts';

function open() {
  const response = Object.assign(new EventEmitter(), { writableFinished: false });
  return { response, disconnect: new Disconnect(response as unknown as ServerResponse) };
}

test('a disconnection aborts the signal that somebody has asked for', () => {
  const { response, disconnect } = open();
  const signal = disconnect.signal();
  expect(disconnect.signal()).toBe(signal);
  expect([signal.aborted, disconnect.hasHappened]).toEqual([false, false]);
  response.emit('close');
  expect([signal.aborted, disconnect.hasHappened]).toEqual([true, true]);
});

test('a signal that is asked for after the disconnection is aborted', () => {
  const { response, disconnect } = open();
  response.emit('close');
  expect(disconnect.signal().aborted).toBe(true);
});

test('the end of a response that was delivered is no disconnection', () => {
  const { response, disconnect } = open();
  const signal = disconnect.signal();
  response.writableFinished = true;
  response.emit('close');
  expect([signal.aborted, disconnect.hasHappened]).toEqual([false, false]);
});
