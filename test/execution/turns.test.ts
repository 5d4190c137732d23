// The turns of long lists: how many, and that the result does not depend on them.
import { buildSchema, execute, type GraphQLSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { prepare } from '../../src/execution/prepare.ts';
import { RawJson } from '../../src/execution/rawJson.ts';
import { stringifyResult } from '../../src/execution/stringifyResult.ts';

const schema: GraphQLSchema = buildSchema(`
  type Job { a: Int b: Int! c: Int jobs: [Job!] }
  type Query { jobs: [Job] more: [Job] numbers: [Int!] }
`);

async function turnsOf(query: string, rootValue: object): Promise<number> {
  let turns = 0;
  const contextValue = {
    execution: {
      takeTurn: async () => {
        turns += 1;
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
  };
  const document = parse(query);
  const result = await prepare(schema, document).execute({ rootValue, contextValue });
  expect(stringifyResult(result)).toBe(JSON.stringify(await execute({ schema, document, rootValue })));
  return turns;
}

const jobs = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ a: index, b: index, c: index, ...more }));

describe('an execution takes a turn', () => {
  test('never for lists of less than 1,000 fields', async () => {
    expect(await turnsOf('{ jobs { a b c } more { a } }', { jobs: jobs(200), more: jobs(50) })).toBe(0);
  });

  test('after each 1,000 fields of a list', async () => {
    // An item counts as one.
    expect(await turnsOf('{ jobs { a b c } }', { jobs: jobs(1_000) })).toBe(3);
    expect(await turnsOf('{ jobs { a } }', { jobs: jobs(1_000) })).toBe(1);
  });

  test('for lists within lists', async () => {
    expect(await turnsOf('{ jobs { jobs { a } } }', { jobs: jobs(20, { jobs: jobs(100) }) })).toBeGreaterThan(2);
  });

  test('for each of several lists that are waiting', async () => {
    expect(await turnsOf('{ jobs { a b } more { a b } }', { jobs: jobs(500), more: jobs(500) })).toBeGreaterThan(2);
  });

  test('for long lists of numbers', async () => {
    expect(await turnsOf('{ numbers }', { numbers: Array.from({ length: 2_500 }, (_, index) => index) })).toBe(2);
  });

  test('after it has written what is complete, so that little is left to write', async () => {
    const contextValue = { execution: { takeTurn: () => Promise.resolve() } };
    const rootValue = { jobs: jobs(1_000), more: jobs(10), numbers: Array.from({ length: 1_500 }, () => 1) };
    const prepared = prepare(schema, parse('{ jobs { a b c } more { a } numbers }'));
    const { data } = await prepared.execute({ rootValue, contextValue });
    expect(data?.['jobs']).toBeInstanceOf(RawJson);
    expect(data?.['more']).toEqual(jobs(10).map(({ a }) => ({ a })));
    expect(data?.['numbers']).toBeInstanceOf(RawJson);
  });

  test('also within a list of promises, which remain objects until they are settled', async () => {
    const items = jobs(1_500).map((job, index) => (index % 3 === 0 ? Promise.resolve(job) : job));
    expect(await turnsOf('{ jobs { a b } }', { jobs: items })).toBeGreaterThan(1);
  });

  test('and reports the errors of all parts', async () => {
    const items = jobs(1_500).map((job, index) => (index % 700 === 0 ? { ...job, b: null } : job));
    expect(await turnsOf('{ jobs { a b } }', { jobs: items })).toBeGreaterThan(2);
  });
});

test('a list that fails leaves no rejection behind', async () => {
  const rejections: unknown[] = [];
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const note = (reason: unknown) => void rejections.push(reason);
  process.on('unhandledRejection', note);
  try {
    const numbers = [Promise.reject(new Error('first')), null, Promise.reject(new Error('third'))];
    const result = await prepare(schema, parse('{ numbers }')).execute({ rootValue: { numbers } });
    expect(result.errors?.map(({ message }) => message)).toEqual([
      'Cannot return null for non-nullable field Query.numbers.',
    ]);
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', note);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
  expect(rejections).toEqual([]);
});
