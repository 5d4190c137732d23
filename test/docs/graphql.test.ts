// Each GraphQL block is valid, and is executed on the demo world; the answer beside it is one.
import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, parse, validate, visit } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { options } from '../../src/config/options.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { blocks } from './blocks.ts';
import { hasShape } from './shape.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** To a subscription: its first event. */
async function answerTo(text: string) {
  if (getOperationAST(parse(text))?.operation !== 'subscription') return gateway.query(text);
  await using subscriber = await subscribe(gateway.url, text);
  return (await subscriber.take(1))[0];
}

const shown = blocks.flatMap((block, index) =>
  block.language === 'graphql' && !('recipe' in block.marks) ? [{ ...block, next: blocks[index + 1] }] : [],
);

test('there are some', () => expect(shown.length).toBeGreaterThanOrEqual(4));

test.each(shown)('$page:$line is valid and is answered', async ({ text, page, next }) => {
  expect(validate(schema, parse(text))).toEqual([]);
  const answer = await answerTo(text);
  expect(answer.errors).toBeUndefined();
  if (next?.page === page && 'answer' in next.marks) expect(hasShape(JSON.parse(next.text), answer)).toBe(true);
});

/** The depth of the fields, and the number of aliases. */
function measure(text: string): { depth: number; aliases: number } {
  let depth = 0;
  const found = { depth: 0, aliases: 0 };
  visit(parse(text), {
    Field: {
      enter: ({ alias }) => {
        depth += 1;
        found.depth = Math.max(found.depth, depth);
        if (alias) found.aliases += 1;
      },
      leave: () => {
        depth -= 1;
      },
    },
  });
  return found;
}

test('the limits of depth and aliases have true reasons', () => {
  const found = shown.map(({ text }) => measure(text));
  expect(options.MAX_DEPTH.reason).toContain(`${Math.max(...found.map(({ depth }) => depth))} levels`);
  expect(options.MAX_ALIASES.reason).toContain(`at most ${Math.max(...found.map(({ aliases }) => aliases))}`);
});

const guide = readFileSync(new URL('../../docs/graphql-api.md', import.meta.url), 'utf8');
const filters = [...guide.matchAll(/^\| ((?:What|Which)[^|]*\?) \| `(.+)` \|$/gm)].map(
  ([, question = '', filter = '']) => ({
    question,
    filter,
  }),
);

test('some filters answer a question', () => expect(filters.length).toBeGreaterThanOrEqual(6));

test.each(filters)('the filter for "$question" is valid', ({ filter }) => {
  expect(validate(schema, parse(`{ jobs(filter: { ${filter} }) { totalCount } }`))).toEqual([]);
});
