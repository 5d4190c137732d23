import { expect, test } from 'vitest';
import { isMegabyteAligned, isTreeHashAligned, parseRange } from '../../src/simulator/world/ranges.ts';
import { MiB } from './support.ts';

test('reads a range and refuses what is none', () => {
  expect(parseRange('0-1048575')).toEqual({ start: 0, end: 1_048_575 });
  for (const text of ['', '5', '5-', '-5', '9-3', '0-1,3-4', 'bytes=0-1', '0x0-0x1', '1e3-2e3', ' 0-1']) {
    expect(parseRange(text), text).toBeUndefined();
  }
});

test('lets a megabyte-aligned range end at the end of the archive', () => {
  const size = 3.5 * MiB;
  expect(isMegabyteAligned({ start: MiB, end: size - 1 }, size)).toBe(true);
  expect(isMegabyteAligned({ start: MiB, end: 2 * MiB - 1 }, size)).toBe(true);
  expect(isMegabyteAligned({ start: MiB, end: 2 * MiB }, size)).toBe(false);
  expect(isMegabyteAligned({ start: 1, end: 2 * MiB - 1 }, size)).toBe(false);
});

test('finds a range tree-hash aligned exactly when a node of the real tree covers it', () => {
  for (let chunks = 1; chunks < 40; chunks += 1) {
    const nodes = nodesOfTree(chunks);
    const size = chunks * MiB - 7;
    for (let from = 0; from < chunks; from += 1) {
      for (let to = from + 1; to <= chunks; to += 1) {
        const range = { start: from * MiB, end: Math.min(to * MiB, size) - 1 };
        expect(isTreeHashAligned(range, size), `${from} to ${to} of ${chunks}`).toBe(nodes.has(`${from}-${to}`));
      }
    }
  }
});

// The tree built as Glacier builds it, each node known by the chunks below it.
function nodesOfTree(chunks: number): Set<string> {
  let level = Array.from({ length: chunks }, (_, index) => ({ from: index, to: index + 1 }));
  const nodes = new Set(level.map(({ from, to }) => `${from}-${to}`));
  while (level.length > 1) {
    const joined: typeof level = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = level.slice(index, index + 2);
      if (left) joined.push({ from: left.from, to: (right ?? left).to });
    }
    level = joined;
    for (const { from, to } of level) nodes.add(`${from}-${to}`);
  }
  return nodes;
}
