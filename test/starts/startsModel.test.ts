// Starts over gateways whose reservations are lost in every way, in random order. The seeds are fixed. Each key has one job
// at most, and no answer says that nothing was started if something was.
import { describe, expect, test } from 'vitest';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';
import { inMemory, withSettableDate } from './modelStores.ts';
import { leaseTtl, type ModelStore, runModel } from './startsModel.ts';
import { seeds, testStoredStarts } from './testStoredStarts.ts';

describe('starts whose reservations are in memory', () => {
  test.each(seeds(0, 40))('have one job each (%s)', async (seed) => {
    withSettableDate();
    expect(await runModel({ seed, store: inMemory(), instances: 1 })).toMatchObject({ violations: [] });
  });

  test('that claim to have forgotten nothing have two, and the model finds that', async () => {
    const careless = (): ModelStore => ({
      ...inMemory(),
      open: async (_, clock) => createMemoryReservations({ leaseTtl, clock, completeSince: Number.NEGATIVE_INFINITY }),
      losses: {},
    });
    const found = [];
    for (const seed of seeds(0, 20))
      found.push(...(await runModel({ seed, store: careless(), instances: 1 })).violations);
    expect(found).toContainEqual(expect.stringMatching(/ has 2 jobs$/));
  });
});

testStoredStarts(seeds(0, 3));
