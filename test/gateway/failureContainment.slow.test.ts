// Each query of the corpus, with each operation of AWS that it uses failing in each way.
import { expect, test } from 'vitest';
import { expectContained, failures, World } from '../support/containFailures.ts';
import { queryCorpus } from '../support/queryCorpus.ts';

/** Worlds at a time: a failure mostly waits. */
const lanes = 4;

test('the corpus has at least 30 queries', () => expect(queryCorpus.length).toBeGreaterThanOrEqual(30));

test.each(Object.entries(failures))(
  'if %s, only the fields that needed it are null',
  async (kind, failure) => {
    const waiting = [...queryCorpus];
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        await using world = await World.open();
        for (let query = waiting.shift(); query; query = waiting.shift()) {
          const { data, operations } = await world.undisturbed(query);
          for (const operation of operations) {
            const answer = await world.disturbed(query, operation, failure);
            expectContained(data, answer, `${query.name}, ${operation}, ${kind}`);
          }
        }
        expect(world.hits).toBeGreaterThan(0.9 * world.runs);
      }),
    );
  },
  600_000,
);
