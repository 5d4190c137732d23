// Request coalescing alone: who shares a call, who starts one, and when a call is aborted.
import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { RequestCoalescer } from '../../../src/aws/client/requestCoalescer.ts';

const forever = new AbortController().signal;
// As the session does with its own.
setMaxListeners(0, forever);

/** A call whose result the test decides. */
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

describe('the request coalescer', () => {
  test('sends one call for equal reads in flight, and all get its result', async () => {
    const coalescer = new RequestCoalescer();
    const slow = slowCall();
    const first = coalescer.join('key', forever, slow.call);
    const second = coalescer.join('key', forever, slow.call);
    expect([first.joined, second.joined]).toEqual([false, true]);
    await turns(5);
    const third = coalescer.join('key', forever, slow.call);
    expect(third.joined).toBe(true);
    slow.answer('yes');
    expect(await Promise.all([first.result, second.result, third.result])).toEqual(['yes', 'yes', 'yes']);
    expect(slow.calls).toHaveLength(1);
  });

  test('resumes only some callers of a shared call in each turn, so that others are served meanwhile', async () => {
    const coalescer = new RequestCoalescer();
    const slow = slowCall();
    let turn = 0;
    const resumedIn: number[] = [];
    const all = Array.from({ length: 200 }, async () => {
      await coalescer.join('key', forever, slow.call).result;
      resumedIn.push(turn);
    });
    await turns(5);
    slow.answer('yes');
    while (resumedIn.length < all.length && turn < 1_000) {
      await turns(1);
      turn += 1;
    }
    const busiest = Math.max(...resumedIn.map((one) => resumedIn.filter((other) => other === one).length));
    expect([resumedIn.length, busiest <= 64]).toEqual([200, true]);
    expect(slow.calls).toHaveLength(1);
  });

  test('sends a call for each key', async () => {
    const coalescer = new RequestCoalescer();
    const results = await Promise.all(['a', 'b'].map((key) => coalescer.join(key, forever, async () => key).result));
    expect(results).toEqual(['a', 'b']);
  });

  test('sends a new call for a read after the result', async () => {
    const coalescer = new RequestCoalescer();
    let count = 0;
    const call = async () => ++count;
    expect(await coalescer.join('key', forever, call).result).toBe(1);
    expect(await coalescer.join('key', forever, call).result).toBe(2);
  });

  test('lets nobody join a call that a write closed, but returns its result to those who had joined', async () => {
    const coalescer = new RequestCoalescer();
    const slow = slowCall();
    const before = coalescer.join('here key', forever, slow.call);
    await turns(5);
    coalescer.close('here');
    const after = coalescer.join('here key', forever, async () => 'new');
    expect(after.joined).toBe(false);
    slow.answer('old');
    expect(await before.result).toBe('old');
    expect(await after.result).toBe('new');
  });

  test('aborts a call when its last caller leaves, and not before', async () => {
    const coalescer = new RequestCoalescer();
    const slow = slowCall();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = coalescer.join('key', one.signal, slow.call);
    const second = coalescer.join('key', two.signal, slow.call);
    await turns(5);
    one.abort(new Error('one left'));
    await expect(first.result).rejects.toThrow('one left');
    expect(slow.calls[0]?.aborted).toBe(false);
    two.abort(new Error('two left'));
    await expect(second.result).rejects.toThrow('two left');
    expect(slow.calls[0]?.aborted).toBe(true);
  });

  test('sends no call that everybody left before it started', async () => {
    const coalescer = new RequestCoalescer();
    const slow = slowCall();
    const caller = new AbortController();
    const { result } = coalescer.join('key', caller.signal, slow.call);
    caller.abort(new Error('left'));
    await expect(result).rejects.toThrow('left');
    await turns(5);
    expect(slow.calls).toHaveLength(0);
  });

  test('reports a failure to all callers', async () => {
    const coalescer = new RequestCoalescer();
    const slow = slowCall();
    const joined = [coalescer.join('key', forever, slow.call), coalescer.join('key', forever, slow.call)];
    await turns(5);
    slow.fail(new Error('down'));
    for (const { result } of joined) await expect(result).rejects.toThrow('down');
  });
});
