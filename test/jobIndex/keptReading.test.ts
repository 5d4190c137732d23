// A reading shares the items with the one before it only while both have the same ones, and neither shows a write to the other.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptReading } from '../../src/jobIndex/keptReading.ts';

interface Item {
  id: string;
  version: number;
}

const pool: readonly Item[] = [0, 1, 2].flatMap((version) => ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, version })));
const keyOf = ({ id }: Item): string => id;

const pages = fc.array(fc.array(fc.constantFrom(...pool), { maxLength: 4 }), { maxLength: 3 });
const writes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.option(fc.constantFrom(...pool))), {
  maxLength: 3,
});

const modelOf = (read: readonly (readonly Item[])[]): Map<string, Item> =>
  new Map(read.flat().map((item) => [item.id, item]));

function readingOf(read: readonly (readonly Item[])[], before?: KeptReading<Item>): KeptReading<Item> {
  const reading = new KeptReading<Item>(null, 0, keyOf, before);
  for (const page of read) reading.add(page);
  reading.end();
  return reading;
}

type Write = readonly [key: string, item: Item | null];

/** On a reading, or on the map that it is compared with. */
function write(target: KeptReading<Item> | Map<string, Item>, [key, item]: Write): void {
  if (item) target.set(key, { ...item, id: key });
  else if (target instanceof Map) target.delete(key);
  else target.set(key, undefined);
}

const contentOf = (reading: { items: ReadonlyMap<string, Item>; list: readonly Item[] }) => {
  expect(reading.list).toEqual([...reading.items.values()]);
  return [...reading.items];
};

test('it has what was read and then written, whatever the reading before it had and gets meanwhile', () => {
  fc.assert(
    fc.property(pages, writes, pages, writes, fc.boolean(), (first, early, second, late, isSame) => {
      const before = readingOf(first);
      const model = modelOf(first);
      const next = new KeptReading<Item>(null, 1, keyOf, before);
      const nextModel = modelOf(isSame ? first : second);
      for (const each of early) for (const target of [before, model]) write(target, each);
      for (const page of isSame ? [[...modelOf(first).values()]] : second) next.add(page);
      next.end();
      for (const each of late) for (const target of [next, nextModel]) write(target, each);
      expect(contentOf(before)).toEqual([...model]);
      expect(contentOf(next)).toEqual([...nextModel]);
      expect(next.bytes).toBe(readingOf([[...nextModel.values()]]).bytes);
    }),
    { seed: 1 },
  );
});

test('it has the very list of the reading before it if AWS returned the same records, and another list otherwise', () => {
  const [a, b, c] = pool as [Item, Item, Item];
  const before = readingOf([[a, b], [c]]);
  expect(readingOf([[a], [b, c]], before).list).toBe(before.list);
  for (const other of [[a, b], [a, c, b], [a, b, { ...c }], [a, b, c, a], []]) {
    const { list } = readingOf([other], before);
    expect(list).not.toBe(before.list);
    expect(list).toEqual([...new Set(other)]);
  }
  const written = readingOf([[a, b, c]], before);
  written.set('a', undefined);
  expect([written.list, before.list]).toEqual([
    [b, c],
    [a, b, c],
  ]);
});
