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

describe('a list that fails leaves no rejection behind', () => {
  test('of the items after the one that failed', async () => {
    const numbers = [Promise.reject(new Error('first')), null, Promise.reject(new Error('third'))];
    expect(await unhandledOf(numbers)).toEqual({
      errors: ['Cannot return null for non-nullable field Query.numbers.'],
      unhandled: [],
    });
  });

  test.each([
    ['was completed before', 3],
    ['is completed after', 2_000],
  ])('when an item fails that %s a turn', async (_, index) => {
    const numbers: unknown[] = Array.from({ length: 2_500 }, () => 1);
    numbers[index] = Promise.reject(new Error('lost'));
    expect(await unhandledOf(numbers)).toEqual({ errors: ['lost'], unhandled: [] });
  });
});

/** The errors of an execution that takes turns, and what it has left unhandled meanwhile. */
async function unhandledOf(numbers: unknown[]): Promise<{ errors: string[] | undefined; unhandled: unknown[] }> {
  const unhandled: unknown[] = [];
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
  try {
    const { errors } = await prepare(schema, parse('{ numbers }')).execute({
      rootValue: { numbers },
      contextValue: { execution: { takeTurn: nextTurn } },
    });
    await nextTurn();
    return { errors: errors?.map(({ message }) => message), unhandled };
  } finally {
    process.off('unhandledRejection', note);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
}
