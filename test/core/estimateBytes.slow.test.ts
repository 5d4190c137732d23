// The estimate against the growth of the heap: near it for what fills caches, and never far below it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { estimateBytes } from '../../src/core/estimateBytes.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

const usedHeap = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

/** How many bytes the values take, by the heap and by the estimate. */
function compare(make: (index: number) => unknown, count: number): { real: number; estimated: number } {
  const values: unknown[] = new Array(count).fill(null);
  for (let warmUp = 0; warmUp < 3; warmUp += 1) make(warmUp);
  const before = usedHeap();
  for (let index = 0; index < count; index += 1) values[index] = make(index);
  const real = usedHeap() - before;
  return { real, estimated: values.reduce<number>((sum, value) => sum + estimateBytes(value), 0) };
}

/** A text of its own in memory, as it comes from a parser: not made of parts of others. */
const text = (value: string): string => Buffer.from(value).toString();

const job = (index: number) => ({
  kind: 'GlacierJob',
  accountId: text('111122223333'),
  vaultName: text(`vault-${index}`),
  jobId: text(`job-${index}`.padEnd(92, 'x')),
  jobDescription: text(`restore ${index} `.repeat(8)),
  creationDate: new Date(index),
  completionDate: new Date(index + 0.5),
  completed: index % 2 === 0,
  archiveSizeInBytes: index * 1e12 + 1,
  archiveId: text(`archive-${index}`.padEnd(138, 'y')),
  retrievalByteRange: { start: 0, end: index * 1e10 + 7 },
  tags: [{ key: text(`key ${index}`), value: text(`value ${index}`) }],
  snsTopic: null,
});

const many = (part: string) => part.repeat(400);

const syntaxTrees = {
  'fields of two characters': `{${many(' id')}}`,
  'nested fields': `{${many(' a{b}')}}`,
  'lists in a list': `{a(b:[${many('[1]')}])}`,
  'objects in a list': `{a(b:[${many('{}')}])}`,
  directives: `{a${many('@a')}}`,
  arguments: `{a(${many('a:$a ')})}`,
  'a query of a client':
    'query Jobs($first: Int) { jobs(first: $first) { nodes { id phase vault { name } } pageInfo { endCursor } } }',
};

describe('the estimate of bytes is at most a fifth below the heap, and less than twice of it,', () => {
  test.each(Object.entries(syntaxTrees))('for syntax trees: %s', (_, source) => {
    const { real, estimated } = compare(() => parse(text(source)), Math.ceil(15_000 / source.length));
    expect(estimated / real).toBeGreaterThan(0.8);
    expect(estimated / real).toBeLessThan(2);
  });

  test.each<[string, (index: number) => unknown]>([
    ['jobs', job],
    ['texts outside of Latin-1', (index) => text(`архив ${index} `.repeat(20))],
    ['lists of jobs', (index) => [job(index), job(index + 1), job(index + 2)]],
    ['sets', (index) => new Set(Array.from({ length: 20 }, (_, item) => text(`${index} ${item}`)))],
    ['maps', (index) => new Map(Array.from({ length: 20 }, (_, item) => [text(`${index} ${item}`), { item }]))],
  ])('for %s', (_, make) => {
    const { real, estimated } = compare(make, 1_000);
    expect(estimated / real).toBeGreaterThan(0.8);
    expect(estimated / real).toBeLessThan(2);
  });
});

describe('the estimate of bytes', () => {
  test('counts an object once, also in a circle', () => {
    const shared = { name: 'a' };
    const circle: Record<string, unknown> = { shared };
    circle['self'] = circle;
    expect(estimateBytes([shared, shared])).toBe(estimateBytes([shared]) + 8);
    expect(estimateBytes(circle)).toBe(estimateBytes({ shared, self: null }));
  });

  test('counts the bytes of buffers', () => {
    expect(estimateBytes(Buffer.alloc(5_000))).toBeGreaterThanOrEqual(5_000);
  });

  test('takes no stack: a value may be nested at any depth', () => {
    let deep: unknown = null;
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(estimateBytes(deep)).toBe(100_000 * 40);
  });

  test('is at least the text of any JSON value', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const texts = json.match(/"(?:[^"\\]|\\.)*"(?!:)/g) ?? [];
        const least = texts.reduce((sum, each) => sum + (JSON.parse(each) as string).length, 0);
        expect(estimateBytes(JSON.parse(json))).toBeGreaterThanOrEqual(least);
      }),
      { seed: 15 },
    );
  });
});
