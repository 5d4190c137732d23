// Positions come in cursors from callers: impossible ones are rejected.
import { expect, test } from 'vitest';
import { isInventoryPosition } from '../../src/outputs/inventoryPosition.ts';
import { jsonOf, readPage, sourceOf } from './inventories.ts';

test.each([
  [100, 'json', 340],
  [100, 'ADCSH', 340],
  [2 ** 40, 'xHSCDAx', 1],
  [100, 'ADCSH!', 340],
  [100, 'ADCSH?', 340],
  [100, 'json!', 340],
  [100, 'json:{[{es', 340],
  [100, 'json:!{k', 340],
])('offset %j, layout %j and mean %j are a possible position', (offset, layout, mean) => {
  expect(isInventoryPosition({ offset, layout, mean })).toBe(true);
});

test.each([
  [0, 'json', 340],
  [-1, 'json', 340],
  [1.5, 'json', 340],
  ['1', 'json', 340],
  [null, 'json', 340],
  [1, 'json', 0],
  [1, 'json', undefined],
  [1, 'yaml', 340],
  [1, 'ADCS', 340],
  [1, 'ADCSHA', 340],
  [1, 'ADCSH!?', 340],
  [1, 'json?', 340],
  [1, 'json:', 340],
  [1, 'json:}k', 340],
  [1, `json:${'{'.repeat(65)}k`, 340],
  [1, ['json'], 340],
  [1, `ADCSH${'x'.repeat(50)}`, 340],
])('offset %j, layout %j and mean %j are rejected as a position', (offset, layout, mean) => {
  expect(isInventoryPosition({ offset, layout, mean } as never)).toBe(false);
});

const row = (id: string) => ({ id, description: '},{', date: '2015-04-06T22:24:34Z', size: 1, hash: 'f'.repeat(64) });
const file = jsonOf([row('a'), row('b'), row('c')], { indent: 0, turn: 0, escaped: false });
const pageAt = (offset: number) =>
  readPage(sourceOf(file), { after: { offset, layout: 'json', mean: 100 }, size: file.length });

test('a position in the middle of an archive skips the rest of it and reports that', async () => {
  const { archives, skipped } = await pageAt(file.indexOf('},{') + 1);
  expect([archives.map(({ archiveId }) => archiveId), skipped.count]).toEqual([['b', 'c'], 1]);
});

test('a position before the list is no position of a record: the inventory does not end after it', async () => {
  const { archives, fault } = await pageAt(1);
  expect([archives, fault?.code]).toEqual([[], 'OUTPUT_UNREADABLE']);
});

test('a position after the end is an error', async () => {
  for (const offset of [file.length, file.length + 1]) {
    await expect(pageAt(offset)).rejects.toMatchObject({ code: 'OUTPUT_UNREADABLE' });
  }
});
