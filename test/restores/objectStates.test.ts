// The table of the states of a job's objects counts as a map of names does.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RestoreState, restoreStates } from '../../src/aws/s3control/restoreProgress.ts';
import { ObjectStates } from '../../src/restores/objectStates.ts';
import { objectDigest } from '../../src/restores/restoreEvent.ts';

const digests = Array.from({ length: 400 }, (_, index) => objectDigest('film', `reel${index}`));

const step = fc.record({
  name: fc.constantFrom(...digests),
  state: fc.option(fc.constantFrom(...restoreStates)),
});

const countsOf = (states: Iterable<RestoreState | null>): Record<string, number> => {
  const counts: Record<string, number> = Object.fromEntries(restoreStates.map((state) => [state, 0]));
  for (const state of states) if (state) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};

test('counts the objects of the job by their last state, in whatever order they are added and noted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1_500 }), (steps) => {
      const states = new ObjectStates(4_000);
      const noted = new Map<string, RestoreState>();
      const added = new Set<string>();
      for (const { name, state } of steps) {
        if (state) {
          const isChange = added.has(name) && noted.get(name) !== state;
          noted.set(name, state);
          expect(states.note(name, state)).toBe(isChange);
        } else {
          added.add(name);
          expect(states.add(name)).toBe(true);
        }
        expect(states.stateOf(name)).toBe(noted.get(name) ?? null);
      }
      expect(states.objects).toBe(added.size);
      expect(states.counts).toEqual(countsOf([...added].map((name) => noted.get(name) ?? null)));
    }),
  );
});

test('is full with as many objects as were announced, and with a bounded number of others until then', () => {
  const states = new ObjectStates(160);
  const others = digests.slice(160);
  for (const name of others) states.note(name, 'READABLE');
  expect(others.filter((name) => states.stateOf(name) === 'READABLE')).toEqual(others.slice(0, 160));
  expect(digests.slice(0, 160).every((name) => states.add(name))).toBe(true);
  expect(states.add(digests[160] ?? '')).toBe(false);
  states.complete();
  expect(states.note(digests[399] ?? '', 'READABLE')).toBe(false);
  expect(states.stateOf(digests[399] ?? '')).toBeNull();
  expect(digests.slice(0, 160).every((name) => states.note(name, 'IN_PROGRESS'))).toBe(true);
  expect(states.counts).toMatchObject({ IN_PROGRESS: 160, READABLE: 0 });
});
