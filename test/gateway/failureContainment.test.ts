// A failed call of AWS empties the field that needed it, and nothing else. A sample; failureContainment.slow.test.ts has all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectContained, failures, World } from '../support/containFailures.ts';
import { queryCorpus } from '../support/queryCorpus.ts';
import type { Data } from '../support/startGateway.ts';

const denied = 'the first call is denied';
const sample = queryCorpus.filter((_, index) => index % 3 === 0);

describe('one denied call', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each(sample.map((query) => [query.name, query] as const))('of %s empties its own field', async (name, query) => {
    const { data, operations } = await world.undisturbed(query);
    expect(operations.length).toBeGreaterThan(0);
    for (const operation of operations) {
      const answer = await world.disturbed(query, operation, failures[denied] ?? { kind: '5xx' });
      expectContained(data, answer, `${name}, ${operation}`);
    }
    expect(world.hits).toBe(world.runs);
  });
});

describe('the check', () => {
  const path = ['vault', 'tags'];
  const extensions = { code: 'FORBIDDEN' };
  const undisturbed = { vault: { name: 'photos', tags: [] } };
  const passes = (data: Data, errors: { message: string; path: string[]; extensions: { code: string } }[]) => {
    try {
      expectContained(undisturbed, { data, errors }, 'example');
      return true;
    } catch {
      return false;
    }
  };

  test.each([
    ['a null with its error', { vault: { name: 'photos', tags: null } }, [path], true],
    ['a null without an error', { vault: { name: 'photos', tags: null } }, [], false],
    ['an error without a null', { vault: { name: 'photos', tags: [] } }, [path], false],
    ['a null above its error', { vault: null }, [path], false],
    ['another difference', { vault: { name: 'other', tags: null } }, [path], false],
    ['no data', null, [path], false],
  ])('finds %s', (_, data, paths, isContained) => {
    expect(
      passes(
        data,
        paths.map((each) => ({ message: '', path: each, extensions })),
      ),
    ).toBe(isContained);
  });
});
