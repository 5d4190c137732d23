import { expect, test } from 'vitest';
import { batchByGroup, type Grouping } from '../../src/loaders/batchByGroup.ts';

interface Key {
  group: string;
  name: string;
}

const byGroup: Grouping<Key> = {
  groupOf: ({ group }) => group,
  isSameGroup: (one, other) => one.group === other.group,
  nameOf: ({ name }) => name,
};

const key = (text: string): Key => {
  const [group = '', name = ''] = text.split(' ');
  return { group, name };
};

test('each group is searched once, also if keys of others are between its own, and results are in the order of the keys', async () => {
  const searched: string[][] = [];
  const read = batchByGroup<Key, string>(byGroup, async ({ group }, keys) => {
    searched.push([group, ...keys.keys()]);
    return new Map([...keys.values()].map(({ name }) => [name, name === 'none' ? null : `${group}'s ${name}`]));
  });
  const results = await read(['a x', 'b x', 'a y', 'a none', 'b x', 'c lost', 'a x'].map(key));
  expect(results).toEqual(["a's x", "b's x", "a's y", null, "b's x", "c's lost", "a's x"]);
  expect(searched).toEqual([
    ['a', 'x', 'y', 'none'],
    ['b', 'x'],
    ['c', 'lost'],
  ]);
});

test('a key that its group does not find is null', async () => {
  const read = batchByGroup<Key, string>(byGroup, async () => new Map());
  expect(await read([key('a x')])).toEqual([null]);
});
