import { describe, expect, test } from 'vitest';
import { createRunningJobs } from '../../src/storage/runningJobs.ts';

interface Thing {
  name: string;
}

const store = (maxBytes = 100_000) => createRunningJobs<Thing, Thing>({ keyOf: ({ name }) => name, maxBytes });

describe('the cache of running jobs', () => {
  test('keeps a job until it expires, and no longer', () => {
    const running = store();
    const thing = { name: 'a' };
    running.put(thing, 100, running.edition);
    expect(running.get({ name: 'a' }, 99)).toBe(thing);
    expect(running.get({ name: 'a' }, 100)).toBeUndefined();
    expect(running.get({ name: 'a' }, 99)).toBeUndefined();
  });

  test('drops the keys with a prefix, and no others', () => {
    const running = store();
    for (const name of ['east photos 1', 'east photos 2', 'east photos-2 1']) {
      running.put({ name }, 100, running.edition);
    }
    running.forget('east photos ');
    expect(running.get({ name: 'east photos 1' }, 0)).toBeUndefined();
    expect(running.get({ name: 'east photos 2' }, 0)).toBeUndefined();
    expect(running.get({ name: 'east photos-2 1' }, 0)).toBeDefined();
  });

  test('does not keep a job that was read before something was dropped', () => {
    const running = store();
    const { edition } = running;
    running.forget('a');
    running.put({ name: 'a' }, 100, edition);
    expect(running.get({ name: 'a' }, 0)).toBeUndefined();
    running.put({ name: 'a' }, 100, running.edition);
    expect(running.get({ name: 'a' }, 0)).toBeDefined();
  });

  test('drops the oldest job when it is full', () => {
    const running = store(700);
    for (const name of ['a', 'b', 'c']) running.put({ name }, 100, running.edition);
    expect(['a', 'b', 'c'].map((name) => running.get({ name }, 0)?.name)).toEqual([undefined, 'b', 'c']);
  });
});
