import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { RequestCoalescer } from '../../../src/aws/client/requestCoalescer.ts';

const forever = new AbortController().signal;
// As the session does with its own.
setMaxListeners(0, forever);

/** A call that answers when it is told to. */
function slowCall() {
  let answer: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const calls: AbortSignal[] = [];
  return {
    calls,
    call: (signal: AbortSignal) => {
      calls.push(signal);
      return new Promise<string>((resolve, reject) => {
        answer = resolve;
        fail = reject;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
    answer: (value: string) => answer(value),
    fail: (error: Error) => fail(error),
  };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('flights', () => {
  test('equal reads under way share one call and one answer', async () => {
    const flights = new RequestCoalescer();
    const slow = slowCall();
    const first = flights.join('key', forever, slow.call);
    const second = flights.join('key', forever, slow.call);
    expect([first.joined, second.joined]).toEqual([false, true]);
    await turns(5);
    const third = flights.join('key', forever, slow.call);
    expect(third.joined).toBe(true);
    slow.answer('yes');
    expect(await Promise.all([first.answer, second.answer, third.answer])).toEqual(['yes', 'yes', 'yes']);
    expect(slow.calls).toHaveLength(1);
  });

  test('of many who share an answer only some go on in each turn, so that others get theirs meanwhile', async () => {
    const flights = new RequestCoalescer();
    const slow = slowCall();
    let turn = 0;
    const landedIn: number[] = [];
    const all = Array.from({ length: 200 }, async () => {
      await flights.join('key', forever, slow.call).answer;
      landedIn.push(turn);
    });
    await turns(5);
    slow.answer('yes');
    while (landedIn.length < all.length && turn < 1_000) {
      await turns(1);
      turn += 1;
    }
    const busiest = Math.max(...landedIn.map((one) => landedIn.filter((other) => other === one).length));
    expect([landedIn.length, busiest <= 64]).toEqual([200, true]);
    expect(slow.calls).toHaveLength(1);
  });

  test('other keys have other calls', async () => {
    const flights = new RequestCoalescer();
    const answers = await Promise.all(['a', 'b'].map((key) => flights.join(key, forever, async () => key).answer));
    expect(answers).toEqual(['a', 'b']);
  });

  test('who asks after the answer gets a new call', async () => {
    const flights = new RequestCoalescer();
    let count = 0;
    const call = async () => ++count;
    expect(await flights.join('key', forever, call).answer).toBe(1);
    expect(await flights.join('key', forever, call).answer).toBe(2);
  });

  test('a flight that was closed by a write takes nobody more, but lands for those aboard', async () => {
    const flights = new RequestCoalescer();
    const slow = slowCall();
    const before = flights.join('here key', forever, slow.call);
    await turns(5);
    flights.close('here');
    const after = flights.join('here key', forever, async () => 'new');
    expect(after.joined).toBe(false);
    slow.answer('old');
    expect(await before.answer).toBe('old');
    expect(await after.answer).toBe('new');
  });

  test('one rider leaving does not end the call; the last one does', async () => {
    const flights = new RequestCoalescer();
    const slow = slowCall();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = flights.join('key', one.signal, slow.call);
    const second = flights.join('key', two.signal, slow.call);
    await turns(5);
    one.abort(new Error('one left'));
    await expect(first.answer).rejects.toThrow('one left');
    expect(slow.calls[0]?.aborted).toBe(false);
    two.abort(new Error('two left'));
    await expect(second.answer).rejects.toThrow('two left');
    expect(slow.calls[0]?.aborted).toBe(true);
  });

  test('a flight that everybody left before it started makes no call', async () => {
    const flights = new RequestCoalescer();
    const slow = slowCall();
    const rider = new AbortController();
    const { answer } = flights.join('key', rider.signal, slow.call);
    rider.abort(new Error('left'));
    await expect(answer).rejects.toThrow('left');
    await turns(5);
    expect(slow.calls).toHaveLength(0);
  });

  test('a failure reaches all riders', async () => {
    const flights = new RequestCoalescer();
    const slow = slowCall();
    const riders = [flights.join('key', forever, slow.call), flights.join('key', forever, slow.call)];
    await turns(5);
    slow.fail(new Error('down'));
    for (const { answer } of riders) await expect(answer).rejects.toThrow('down');
  });
});
