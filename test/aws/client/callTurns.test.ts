// The turns of AWS calls on the event loop, with time that passes only while a call works.
import { expect, test } from 'vitest';
import { CallTurns } from '../../../src/aws/client/callTurns.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Turns, and what was done in each turn of the loop. */
function recorded() {
  let now = 0;
  const turns = new CallTurns({ now: () => now });
  const done: string[][] = [[]];
  const call = async (caller: string, milliseconds: number) => {
    await turns.take([caller]);
    now += milliseconds;
    // What it does at once takes some promises.
    for (let step = 0; step < 5; step += 1) await undefined;
    done.at(-1)?.push(caller);
  };
  const loop = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) {
      await nextTurn();
      done.push([]);
    }
  };
  return { turns, done, call, loop };
}

test('calls that are ready at once are done one after the other, for a few milliseconds in each turn of the loop', async () => {
  const { done, call, loop } = recorded();
  const looping = loop(8);
  const calls = Array.from({ length: 12 }, () => call('a', 2));
  await looping;
  await Promise.all(calls);
  const perTurn = done.map(({ length }) => length).filter((length) => length > 0);
  expect(perTurn).toEqual([3, 3, 3, 3]);
});

test('a call that is alone goes on at once, and takes no promise', async () => {
  const { turns, loop } = recorded();
  expect(turns.take(['a'])).toBeUndefined();
  await loop(1);
  expect(turns.take(['a'])).toBeUndefined();
});

test('a caller with one call waits for one call of another, and one with two callers takes the turn of the first', async () => {
  const { turns, done, call, loop } = recorded();
  const calls = Array.from({ length: 100 }, () => call('heavy', 10));
  calls.push(call('light', 10));
  let isShared = false;
  void turns.take(['heavy', 'other'])?.then(() => (isShared = true));
  await loop(6);
  expect(done.flat().slice(0, 3)).toContain('light');
  expect(isShared).toBe(true);
  await loop(120);
  await Promise.all(calls);
  expect(done.flat()).toHaveLength(101);
});

test('calls that take no time are a bounded number in each turn of the loop', async () => {
  const { done, call, loop } = recorded();
  const looping = loop(10);
  const calls = Array.from({ length: 200 }, () => call('a', 0));
  await looping;
  await Promise.all(calls);
  expect(Math.max(...done.map(({ length }) => length))).toBe(64);
});
