import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHangDetector } from '../../src/process/watchdog/createHangDetector.ts';

const limit = 30;

/** What the detector says at each look: turns of the event loop, and CPU seconds used. */
const looks = (observed: readonly (readonly [turns: number, cpu: number])[]): boolean[] => {
  const hangs = createHangDetector(limit);
  return observed.map(([turns, cpu]) => hangs(turns, () => cpu));
};

describe('a thread', () => {
  test('hangs once it has used the limit of CPU without a turn', () => {
    expect(
      looks([
        [1, 100],
        [1, 100],
        [1, 129.9],
        [1, 130],
      ]),
    ).toEqual([false, false, false, true]);
  });

  test('does not hang while it uses no CPU, however often one looks', () => {
    expect(looks(Array.from({ length: 1_000 }, () => [1, 100] as const))).not.toContain(true);
  });

  test('does not hang after a turn, whatever it used before', () => {
    expect(
      looks([
        [1, 0],
        [1, 0],
        [1, 29],
        [2, 31],
        [2, 60],
        [2, 89],
        [2, 90],
      ]),
    ).toEqual([false, false, false, false, false, false, true]);
  });

  test('costs no reading of its CPU time while it turns', () => {
    const hangs = createHangDetector(limit);
    for (let turns = 0; turns < 100; turns += 1) expect(hangs(turns, () => expect.fail('read'))).toBe(false);
  });

  test('hangs exactly if the looks since its last turn span the limit of CPU', () => {
    const step = fc.record({ turns: fc.integer({ min: 0, max: 1 }), cpu: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let turns = 0;
        let cpu = 0;
        const observed = steps.map((each) => {
          turns += each.turns;
          cpu += each.cpu;
          return [turns, cpu] as const;
        });
        const said = looks(observed);
        for (const [index, [turn, used]] of observed.entries()) {
          const [first, second] = observed.filter(([other]) => other === turn);
          const isFirst = observed.findIndex(([other]) => other === turn) === index;
          const start = isFirst ? first : second;
          expect(said[index]).toBe(!isFirst && used - (start?.[1] ?? 0) >= limit);
        }
      }),
    );
  });
});
