import { expect, test } from 'vitest';
import { LazyDataLoader } from '../../src/loaders/lazyDataLoader.ts';

function start() {
  const read: string[][] = [];
  let keys = 0;
  const loader = new LazyDataLoader<string, string>(
    async (batch) => {
      read.push([...batch]);
      return batch.map((key) => `read ${key}`);
    },
    {
      cacheKeyFn: (key) => {
        keys += 1;
        return key;
      },
    },
  );
  return { loader, read, keys: () => keys };
}

test('values that were read otherwise cost nothing until a key is loaded', async () => {
  const { loader, read, keys } = start();
  for (let index = 0; index < 1_000; index += 1) loader.prime(`job${index}`, `listed ${index}`);
  expect(keys()).toBe(0);
  expect(await Promise.all([loader.load('job7'), loader.load('other')])).toEqual(['listed 7', 'read other']);
  expect(read).toEqual([['other']]);
});

test('the first value of a key is kept, also beside one that was loaded', async () => {
  const { loader, read } = start();
  loader.prime('a', 'first');
  loader.prime('a', 'second');
  const loaded = loader.load('b');
  loader.prime('b', 'late');
  expect(await Promise.all([loader.load('a'), loaded, loader.load('b')])).toEqual(['first', 'read b', 'read b']);
  expect(read).toEqual([['b']]);
});

test('a list of values that are their own keys costs nothing until a key is loaded', async () => {
  const { loader, read, keys } = start();
  loader.prime('b', 'before');
  loader.primeAll(['a', 'b']);
  loader.primeAll([]);
  expect(keys()).toBe(0);
  expect(await Promise.all(['a', 'b', 'c'].map((key) => loader.load(key)))).toEqual(['a', 'before', 'read c']);
  expect(read).toEqual([['c']]);
});

test('a cleared value is read again', async () => {
  const { loader, read } = start();
  loader.clear('a');
  loader.prime('a', 'listed');
  loader.clear('a');
  expect(await loader.load('a')).toBe('read a');
  loader.clear('a');
  loader.prime('a', 'newer');
  expect(await loader.load('a')).toBe('newer');
  expect(read).toEqual([['a']]);
});
