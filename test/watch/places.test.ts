import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Places } from '../../src/watch/positionLog.ts';

interface Thing {
  place: number;
}
interface Model {
  things: Thing[];
  last: number;
}

const commands = [
  fc.integer({ min: 1, max: 5 }).map((step) => ({
    check: () => true,
    run: (model: Model, real: Places<Thing>) => {
      model.last += step;
      const thing = { place: model.last };
      model.things.push(thing);
      real.add(thing);
    },
    toString: () => `add +${step}`,
  })),
  fc.nat().map((which) => ({
    check: ({ things }: Model) => things.length > 0,
    run: (model: Model, real: Places<Thing>) => {
      const [thing] = model.things.splice(which % model.things.length, 1);
      if (thing) real.drop(thing);
    },
    toString: () => `drop ${which}`,
  })),
  fc.nat().map((place) => ({
    check: () => true,
    run: (model: Model, real: Places<Thing>) => {
      const from = place % (model.last + 2);
      expect([...real.after(from)]).toEqual(model.things.filter((thing) => thing.place > from));
    },
    toString: () => `after ${place}`,
  })),
  fc.nat().map((place) => ({
    check: ({ things, last }: Model) => !things.some((thing) => thing.place === place % (last + 2)),
    run: (model: Model, real: Places<Thing>) => real.drop({ place: place % (model.last + 2) }),
    toString: () => `drop nothing at ${place}`,
  })),
];

describe('places', () => {
  test('hold what a sorted array without the dropped ones holds', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 400, size: 'max' }), (all) => {
        fc.modelRun(() => ({ model: { things: [], last: 0 }, real: new Places<Thing>() }), all);
      }),
      { numRuns: 60 },
    );
  });

  test('take no more room than twice what is in them, whatever has passed through', () => {
    const places = new Places<Thing>();
    for (let place = 1; place <= 100_000; place += 1) {
      places.add({ place });
      if (place > 10) places.drop({ place: place - 10 });
    }
    expect([...places.after(0)].map(({ place }) => place)).toEqual(
      Array.from({ length: 10 }, (_, index) => 99_991 + index),
    );
  });

  test('show who walks along them what is added ahead, and nothing that was dropped meanwhile', () => {
    const places = new Places<Thing>();
    const things = [1, 2, 3, 4].map((place) => ({ place }));
    for (const thing of things) places.add(thing);
    const seen: number[] = [];
    for (const { place } of places.after(1)) {
      seen.push(place);
      if (place === 2) {
        places.drop({ place: 3 });
        places.add({ place: 5 });
      }
    }
    expect(seen).toEqual([2, 4, 5]);
  });
});
