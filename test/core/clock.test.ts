import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Clock, createClock, deadline, steadyClock, systemClock, within } from '../../src/core/clock.ts';

test('a callback that is due already is called, also with speed 0, and never synchronously', async () => {
  const clock = createClock({ speed: 0, startAt: 1_000 });
  const called: string[] = [];
  clock.after(0, () => called.push('now'));
  clock.after(-5, () => called.push('before'));
  clock.after(0, () => called.push('cancelled'))();
  clock.after(1, () => called.push('later'));
  expect(called).toEqual([]);
  await expect.poll(() => called).toEqual(['now', 'before']);
  clock.advance(1);
  expect(called).toEqual(['now', 'before', 'later']);
});

/** Blocks the process, as a long computation or a suspension does. */
const pause = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

async function connectedPair(): Promise<[client: Socket, server: Socket]> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [server] = (await once(listener, 'connection')) as [Socket];
  onTestFinished(() => {
    client.destroy();
    server.destroy();
    listener.close();
  });
  return [client, server];
}

const startTimeout: [string, (milliseconds: number, callback: () => void) => void][] = [
  ...(
    [
      ['systemClock', systemClock],
      ['steadyClock', steadyClock],
    ] as [string, Clock][]
  ).map(([name, clock]): [string, (milliseconds: number, callback: () => void) => void] => [
    name,
    (milliseconds, callback) => void clock.after(milliseconds, callback),
  ]),
  ['deadline', (milliseconds, callback) => deadline(milliseconds).addEventListener('abort', callback)],
  [
    'within',
    (milliseconds, callback) =>
      within(milliseconds, new AbortController().signal).signal.addEventListener('abort', callback),
  ],
];

test.each(startTimeout)(
  'after a pause, a timeout of %s comes after the input that arrived during the pause',
  async (_, start) => {
    const [client, server] = await connectedPair();
    const order: string[] = [];
    const timeout = new Promise<void>((resolve) => {
      start(5, () => {
        order.push('timeout');
        resolve();
      });
    });
    server.once('data', () => order.push('input'));
    client.write('pong');
    pause(50);
    await timeout;
    expect(order).toEqual(['input', 'timeout']);
  },
);

test('a timer that another one cancels is not called, although both are due', async () => {
  const called: string[] = [];
  let cancel = () => {};
  systemClock.after(1, () => cancel());
  cancel = systemClock.after(1, () => called.push('cancelled'));
  pause(20);
  await new Promise<void>((resolve) => void systemClock.after(1, resolve));
  expect(called).toEqual([]);
});

test('a timer waits for no other event of the process', async () => {
  const order: string[] = [];
  const other = setTimeout(() => order.push('other event'), 30_000);
  await new Promise<void>((resolve) => {
    systemClock.after(10, () => {
      order.push('timer');
      resolve();
    });
  });
  clearTimeout(other);
  expect(order).toEqual(['timer']);
});

test('a time of more than 24.8 days, the longest of a timer of Node, does not end early', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  onTestFinished(() => void vi.useRealTimers());
  const day = 24 * 3_600_000;
  const called: string[] = [];
  systemClock.after(60 * day, () => called.push('sixty'));
  const cancel = systemClock.after(70 * day, () => called.push('cancelled'));
  systemClock.after(Number.POSITIVE_INFINITY, () => called.push('never'));
  await vi.advanceTimersByTimeAsync(60 * day - 1);
  expect(called).toEqual([]);
  await vi.advanceTimersByTimeAsync(2);
  expect(called).toEqual(['sixty']);
  cancel();
  await vi.advanceTimersByTimeAsync(60 * day);
  expect(called).toEqual(['sixty']);
});
