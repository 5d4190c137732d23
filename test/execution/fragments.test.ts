// Fragments: which objects have one, what they contain, and how much memory they take.
import { buildSchema, type ExecutionResult, execute, type GraphQLObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { FragmentMemory } from '../../src/execution/fragments.ts';
import { textOf } from '../../src/execution/jsonParts.ts';
import { prepare } from '../../src/execution/prepare.ts';
import { RawJson } from '../../src/execution/rawJson.ts';
import { stringifyResult, writeData } from '../../src/execution/stringifyResult.ts';

const schema = buildSchema(`
  type Job { id: ID! size: Int! vault: Vault mine: Boolean text: String }
  type Vault { name: String }
  type Page { jobs: [Job!]! first: Job }
  type Query { page: Page jobs: [Job] }
`);
const impure = new Set(['mine', 'page', 'jobs', 'first']);
const isPure = ({ name }: { name: string }) => !impure.has(name);

/** Executes the query again and again; counts how often the size of a job is read. */
function jobsOf(query: string, jobs: object[], maxBytes = 1_000_000) {
  let reads = 0;
  const { size } = (schema.getType('Job') as GraphQLObjectType).getFields();
  if (size) {
    size.resolve = (job: { size: unknown }) => {
      reads += 1;
      return job.size;
    };
  }
  const document = parse(query);
  const prepared = prepare(schema, document, null, { isPure, fragments: new FragmentMemory(maxBytes) });
  const rootValue = { page: { jobs, first: jobs[0] }, jobs };
  return (mine = true) => {
    reads = 0;
    const result = prepared.execute({ rootValue: { ...rootValue, mine } }) as ExecutionResult;
    const used = reads;
    expect(stringifyResult(result)).toBe(JSON.stringify(execute({ schema, document, rootValue })));
    expect(JSON.stringify(result)).toBe(stringifyResult(result));
    return used;
  };
}

const frozen = (count: number, size: unknown = 1) =>
  Array.from({ length: count }, (_, id) => Object.freeze({ id, size, vault: { name: 'é"' }, text: 'a\u2028' }));

describe('the fragment of an object', () => {
  test('is kept when the object is met for the second time, and found from then on', () => {
    const execution = jobsOf('{ jobs { id size vault { name } text } }', frozen(3));
    expect([execution(), execution(), execution(), execution()]).toEqual([3, 3, 0, 0]);
  });

  test('belongs to one selection: another has its own', () => {
    const execution = jobsOf('{ a: jobs { size } b: jobs { id size __typename } }', frozen(1));
    expect([execution(), execution(), execution()]).toEqual([2, 2, 0]);
  });

  test('is not kept for an object that may change', () => {
    const execution = jobsOf('{ jobs { size } }', [{ id: 1, size: 1 }]);
    expect([execution(), execution(), execution()]).toEqual([1, 1, 1]);
  });

  test('is not kept if a selected field depends on more than the object', () => {
    const execution = jobsOf('{ jobs { size mine } }', frozen(1));
    expect([execution(), execution(), execution()]).toEqual([1, 1, 1]);
  });

  test('is not kept outside of lists, so that the members of data are what they are', () => {
    const execution = jobsOf('{ page { first { size } } }', frozen(1));
    expect([execution(), execution(), execution()]).toEqual([1, 1, 1]);
  });

  test('is not kept for an object with an error, which is reported each time', () => {
    const execution = jobsOf('{ jobs { size } }', frozen(2, 'no number'));
    // Twice for each job: the leaf is read again to find its error.
    expect([execution(), execution(), execution()]).toEqual([4, 4, 4]);
  });

  test('is found below objects that have none', () => {
    const execution = jobsOf('{ page { jobs { size } first { id } } }', frozen(2));
    expect([execution(), execution(), execution()]).toEqual([2, 2, 0]);
  });

  test('depends on the variables in @skip and @include', () => {
    const document = parse('query ($no: Boolean!) { jobs { id text @skip(if: $no) } }');
    const prepared = prepare(schema, document, null, { isPure, fragments: new FragmentMemory(1_000_000) });
    const rootValue = { jobs: frozen(1) };
    for (const no of [true, false, true, false, true, false]) {
      const variableValues = { no };
      const wanted = JSON.stringify(execute({ schema, document, rootValue, variableValues }));
      expect(stringifyResult(prepared.execute({ rootValue, variableValues }) as ExecutionResult)).toBe(wanted);
    }
  });

  test('gives way when the memory is full', () => {
    // Two halves of 40 entries: less than a job in each of them would need.
    const execution = jobsOf('{ jobs { size } }', frozen(100), 80 * 130);
    const reads = [execution(), execution(), execution(), execution()];
    expect(reads.every((count) => count > 0)).toBe(true);
    // What fits is kept.
    const few = jobsOf('{ jobs { size } }', frozen(10), 80 * 150);
    expect([few(), few(), few()]).toEqual([10, 10, 0]);
  });
});

describe('the JSON of a list', () => {
  /** Whether each of the lists, executed in this order, became bytes. */
  function knownAmong(query: string, lists: readonly (readonly unknown[])[]): boolean[] {
    const document = parse(query);
    const prepared = prepare(schema, document, null, { isPure, fragments: new FragmentMemory(1_000_000) });
    return lists.map((jobs) => {
      // Each execution has an array of its own.
      const rootValue = { jobs: [...jobs], page: { jobs: [...jobs] } };
      const result = prepared.execute({ rootValue }) as ExecutionResult;
      expect(stringifyResult(result)).toBe(JSON.stringify(execute({ schema, document, rootValue })));
      expect(JSON.stringify(result)).toBe(stringifyResult(result));
      return result.data?.['jobs'] instanceof RawJson;
    });
  }

  const [one, two, three] = frozen(3);

  test('is kept when all of its objects have a fragment for the second time, and found while they are the same', () => {
    const query = '{ jobs { id size vault { name } text } }';
    expect(knownAmong(query, Array(5).fill([one, two, three]))).toEqual([false, false, true, true, true]);
  });

  test('is not that of a list with other objects, another order or length, or one that may change', () => {
    const same = Array(4).fill([one, two, three]);
    const changed = [one, two, { ...three }];
    const lists = [
      ...same,
      [two, one, three],
      [two, three],
      [three],
      [],
      [one, two],
      changed,
      changed,
      [one, two, three],
    ];
    expect(knownAmong('{ jobs { id size } }', lists)).toEqual([
      ...[false, false, true, true],
      // Their last object is known: they take the place of the others. Of no list, or a new last object, there is nothing.
      ...[true, true, true, false, false, false, false],
      true,
    ]);
  });

  test('is not kept if an object can change, is null or has a field that depends on more', () => {
    const never = Array(5).fill(false);
    expect(knownAmong('{ jobs { size } }', Array(5).fill([one, two, { id: 1, size: 1 }]))).toEqual(never);
    expect(knownAmong('{ jobs { size } }', Array(5).fill([null, one, two]))).toEqual(never);
    expect(knownAmong('{ jobs { size } }', Array(5).fill([one, null]))).toEqual(never);
    expect(knownAmong('{ jobs { id size mine } }', Array(5).fill([one, two]))).toEqual(never);
  });
});

describe('RawJson', () => {
  const raw = new RawJson(Buffer.from('[{"id":"é"},{"id":"2"}]'));

  test('that a resolver returns for a list or an object is part of the result as it is', () => {
    const prepared = prepare(schema, parse('{ jobs { id } page { first { id } jobs { id } } }'));
    const rootValue = { jobs: raw, page: { first: new RawJson('{"id":"1"}'), jobs: [new RawJson('{"id":"3"}')] } };
    const result = prepared.execute({ rootValue }) as ExecutionResult;
    const data = '{"jobs":[{"id":"é"},{"id":"2"}],"page":{"first":{"id":"1"},"jobs":[{"id":"3"}]}}';
    expect(stringifyResult(result)).toBe(`{"data":${data}}`);
    expect(JSON.stringify(result)).toBe(`{"data":${data}}`);
    expect(textOf(writeData(result.data ?? {}))).toBe(data);
  });

  test('keeps its place among the other members of a result', () => {
    const prepared = prepare(schema, parse('{ jobs { id } page { first { id size } } }'));
    const rootValue = { jobs: raw, page: { first: { id: 1 } } };
    const { errors, data } = prepared.execute({ rootValue }) as ExecutionResult;
    const result: ExecutionResult = { ...(errors ? { errors } : {}), data: data ?? null, extensions: { aws: {} } };
    expect(stringifyResult(result)).toBe(JSON.stringify(result));
    expect(JSON.parse(stringifyResult(result)).data.page).toEqual({ first: null });
  });
});
