import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PositionLog } from '../../src/watch/positionLog.ts';
import { equal } from '../support/equal.ts';

interface Thing {
  position: number;
}
interface Model {
  things: Thing[];
  last: number;
}

const commands = [
  fc.integer({ min: 1, max: 5 }).map((step) => ({
    check: () => true,
    run: (model: Model, real: PositionLog<Thing>) => {
      model.last += step;
      const thing = { position: model.last };
      model.things.push(thing);
      real.add(thing);
    },
    toString: () => `add +${step}`,
  })),
  fc.nat().map((which) => ({
    check: ({ things }: Model) => things.length > 0,
    run: (model: Model, real: PositionLog<Thing>) => {
      const [thing] = model.things.splice(which % model.things.length, 1);
      if (thing) real.drop(thing);
    },
    toString: () => `drop ${which}`,
  })),
  fc.nat().map((position) => ({
    check: () => true,
    run: (model: Model, real: PositionLog<Thing>) => {
      const from = position % (model.last + 2);
      equal(
        [...real.after(from)],
        model.things.filter((thing) => thing.position > from),
      );
    },
    toString: () => `after ${position}`,
  })),
  fc.nat().map((position) => ({
    check: ({ things, last }: Model) => !things.some((thing) => thing.position === position % (last + 2)),
    run: (model: Model, real: PositionLog<Thing>) => real.drop({ position: position % (model.last + 2) }),
    toString: () => `drop nothing at ${position}`,
  })),
];

describe('a position log', () => {
  test('equals a sorted array without the dropped items', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 400, size: 'max' }), (all) => {
        fc.modelRun(() => ({ model: { things: [], last: 0 }, real: new PositionLog<Thing>() }), all);
      }),
      { numRuns: 60 },
    );
  });

  test('has at most twice as many slots as items', () => {
    const positions = new PositionLog<Thing>();
    for (let position = 1; position <= 100_000; position += 1) {
      positions.add({ position });
      if (position > 10) positions.drop({ position: position - 10 });
    }
    expect([...positions.after(0)].map(({ position }) => position)).toEqual(
      Array.from({ length: 10 }, (_, index) => 99_991 + index),
    );
  });

  test('shows a reader items that are added ahead, and none that are dropped meanwhile', () => {
    const positions = new PositionLog<Thing>();
    const things = [1, 2, 3, 4].map((position) => ({ position }));
    for (const thing of things) positions.add(thing);
    const seen: number[] = [];
    for (const { position } of positions.after(1)) {
      seen.push(position);
      if (position === 2) {
        positions.drop({ position: 3 });
        positions.add({ position: 5 });
      }
    }
    expect(seen).toEqual([2, 4, 5]);
  });
});
