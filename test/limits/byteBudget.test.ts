// The byte budget: exact sums whatever holders do, and the largest holder is ended first.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteBudget, type ByteLimit, type Holder } from '../../src/limits/byteBudget.ts';
import { equal } from '../support/equal.ts';

const limits = { connection: 100, caller: 200, process: 300 };

/** Holders by name, and the names of those that were ended, in order. */
function world(given = limits) {
  const ended: string[] = [];
  const reasons: ByteLimit[] = [];
  const queued = new Map<string, number>();
  const budget = new ByteBudget(given, (reason) => reasons.push(reason));
  const open = (name: string, owner: string | null = name.slice(0, 1), isConnection = true): Holder =>
    budget.open({
      owner,
      isConnection,
      measure: () => queued.get(name) ?? 0,
      disconnect: () => {
        ended.push(name);
        queued.delete(name);
      },
    });
  const queue = (holder: Holder, name: string, bytes: number) => {
    queued.set(name, bytes);
    holder.update();
  };
  return { budget, ended, reasons, queued, open, queue };
}

describe('the byte budget', () => {
  test('ends a connection that exceeds its own limit', () => {
    const { budget, ended, open, queue } = world();
    const holder = open('a1');
    queue(holder, 'a1', 100);
    expect(ended).toEqual([]);
    queue(holder, 'a1', 101);
    expect(ended).toEqual(['a1']);
    expect(budget.bytes).toBe(0);
  });

  test('ends the largest holder of a caller that exceeds its limit, and nobody else', () => {
    const { budget, ended, reasons, open, queue } = world();
    for (const [name, bytes] of [
      ['a1', 60],
      ['a2', 90],
      ['b1', 95],
      ['a3', 55],
    ] as const)
      queue(open(name), name, bytes);
    expect(ended).toEqual(['a2']);
    expect(reasons).toEqual(['caller']);
    expect(budget.bytes).toBe(60 + 95 + 55);
    expect(budget.isFull).toBe(false);
  });

  test('ends the largest holder of the largest caller when the process exceeds its limit, and is full until there is room', () => {
    const { budget, ended, open, queue } = world();
    const large = open('b1');
    queue(large, 'b1', 100);
    const others = ['a1', 'a2', 'a3', 'a4'].map((name) => {
      const holder = open(name);
      queue(holder, name, 50);
      return holder;
    });
    expect(ended).toEqual([]);
    expect(budget.isFull).toBe(false);
    const small = open('c1');
    queue(small, 'c1', 1);
    expect(ended).toEqual(['a1']);
    expect(budget.bytes).toBe(251);
    expect(budget.isFull).toBe(true);
    // Who holds less than a sixteenth is served: 1 of 300 bytes, and not 50 or 100.
    expect([large, others[1], small].map((each) => each?.isRefused)).toEqual([true, true, false]);
    queue(others[1] as Holder, 'a2', 24);
    expect(budget.isFull).toBe(true);
    queue(others[1] as Holder, 'a2', 23);
    expect(budget.isFull).toBe(false);
  });

  test('ends a holder that has exceeded a limit which others count, once', () => {
    const { budget, ended, reasons, open, queue } = world();
    const holder = open('a1');
    queue(holder, 'a1', 10);
    holder.end('connection_init');
    holder.end('connection_init');
    expect([ended, reasons, budget.bytes]).toEqual([['a1'], ['connection_init'], 0]);
  });

  test('knows the most that was held at once, also if that exceeded a limit', () => {
    const { budget, open, queue } = world();
    const [one, other] = [open('a1'), open('b1')];
    queue(one, 'a1', 70);
    queue(other, 'b1', 80);
    queue(one, 'a1', 0);
    expect(budget.maxBytes).toBe(150);
    queue(other, 'b1', 5_000);
    expect([budget.maxBytes, budget.bytes]).toEqual([5_000, 0]);
  });

  test('does not end a holder for bytes that are sent already', () => {
    const { budget, ended, queued, open, queue } = world();
    for (const name of ['a1', 'a2']) queue(open(name), name, 90);
    queued.set('a1', 10);
    queue(open('a3'), 'a3', 90);
    expect(ended).toEqual([]);
    expect(budget.bytes).toBe(190);
  });

  test('the gateway itself has no limit but that of the process', () => {
    const { ended, open, queue } = world();
    queue(open('own', null, false), 'own', 290);
    queue(open('a1'), 'a1', 20);
    expect(ended).toEqual(['own']);
  });

  test('bytes move with a holder to its new owner, and may exceed the limit there', () => {
    const { ended, open, queue } = world();
    const moving = open('x1', 'unknown');
    queue(moving, 'x1', 80);
    queue(open('a1'), 'a1', 70);
    queue(open('a2'), 'a2', 60);
    moving.moveTo('a');
    expect(ended).toEqual(['x1']);
  });

  test('a connection knows how much fits, and other holders have no limit of their own', () => {
    const { open, queue } = world();
    const connection = open('a1');
    queue(connection, 'a1', 90);
    expect([connection.fits(10), connection.fits(11)]).toEqual([true, false]);
    expect(open('a2', 'a', false).fits(1_000)).toBe(true);
  });

  test('holds exactly what open holders hold, within every limit, whatever they do', () => {
    const step = fc.record({
      index: fc.nat(7),
      action: fc.constantFrom('queue', 'charge', 'release', 'move', 'close'),
      bytes: fc.nat(120),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { budget, queued, open, queue } = world();
        const names = ['a0', 'a1', 'b0', 'b1', 'c0', 'c1', 'd0', 'own'];
        const holders = names.map((name) => open(name, name === 'own' ? null : name.slice(0, 1), name !== 'own'));
        const charges = holders.map((holder) => holder.charge());
        for (const { index, action, bytes } of steps) {
          const [holder, charge, name = ''] = [holders[index], charges[index], names[index]];
          if (!holder || !charge) continue;
          if (action === 'queue' && !holder.isClosed) queue(holder, name, bytes);
          else if (action === 'charge') charge.add(bytes);
          else if (action === 'release') charge.release();
          else if (action === 'move' && holder.owner !== null) holder.moveTo('abcd'[bytes % 4] ?? 'a');
          else if (action === 'close') {
            queued.delete(name);
            holder.close();
          }
          const openOnes = holders.filter(({ isClosed }) => !isClosed);
          const sum = (some: readonly Holder[]) => some.reduce((all, each) => all + each.measure(), 0);
          const ofOwner = (name: string) => sum(openOnes.filter(({ owner }) => owner === name));
          const tooMuch = openOnes.filter(
            ({ isConnection, bytes, owner }) =>
              (isConnection && bytes > limits.connection) || (owner !== null && ofOwner(owner) > limits.caller),
          );
          equal([budget.bytes, budget.bytes <= limits.process, tooMuch], [sum(openOnes), true, []]);
        }
      }),
    );
  });
});
