import { describe, expect, test } from 'vitest';
import { createRunningJobs } from '../../src/storage/runningJobs.ts';

interface Thing {
  name: string;
}

const store = (capacity?: number) =>
  createRunningJobs<Thing, Thing>({ keyOf: ({ name }) => name, ...(capacity === undefined ? {} : { capacity }) });

describe('what is under way', () => {
  test('is kept until its time, and not a moment longer', () => {
    const running = store();
    const thing = { name: 'a' };
    running.put(thing, 100, running.edition);
    expect(running.get({ name: 'a' }, 99)).toBe(thing);
    expect(running.get({ name: 'a' }, 100)).toBeUndefined();
    expect(running.get({ name: 'a' }, 99)).toBeUndefined();
  });

  test('is forgotten under a prefix, and nothing else is', () => {
    const running = store();
    for (const name of ['east photos 1', 'east photos 2', 'east photos-2 1']) {
      running.put({ name }, 100, running.edition);
    }
    running.forget('east photos ');
    expect(running.get({ name: 'east photos 1' }, 0)).toBeUndefined();
    expect(running.get({ name: 'east photos 2' }, 0)).toBeUndefined();
    expect(running.get({ name: 'east photos-2 1' }, 0)).toBeDefined();
  });

  test('is not kept where it was read before something was forgotten', () => {
    const running = store();
    const { edition } = running;
    running.forget('a');
    running.put({ name: 'a' }, 100, edition);
    expect(running.get({ name: 'a' }, 0)).toBeUndefined();
    running.put({ name: 'a' }, 100, running.edition);
    expect(running.get({ name: 'a' }, 0)).toBeDefined();
  });

  test('makes room for what comes later', () => {
    const running = store(2);
    for (const name of ['a', 'b', 'c']) running.put({ name }, 100, running.edition);
    expect(['a', 'b', 'c'].map((name) => running.get({ name }, 0)?.name)).toEqual([undefined, 'b', 'c']);
  });
});
