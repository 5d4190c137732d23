// The comparison of prepared operations with graphql-js on the gateway's own schema and services. Two executions by graphql-js
// show what differs by itself, such as encrypted cursors and new jobs; all else must be the same.
import { type DocumentNode, type ExecutionResult, execute, getOperationAST } from 'graphql';
import { expect } from 'vitest';
import { FragmentMemory } from '../../src/execution/fragments.ts';
import { prepare } from '../../src/execution/prepare.ts';
import { stringifyResult } from '../../src/execution/stringifyResult.ts';
import { schema } from '../../src/schema/index.ts';
import { hasPureType, isPure } from '../../src/schema/kit/isPure.ts';
import type { TestServices } from './services.ts';

const fragments = new FragmentMemory(2 ** 24);

export async function compareOnGateway(
  { context }: TestServices,
  document: DocumentNode,
  variableValues: Record<string, unknown>,
): Promise<void> {
  const operationName = getOperationAST(document) ? undefined : 'no such operation';
  const byGraphqlJs = async () =>
    plain(await execute({ schema, document, operationName, contextValue: context(), variableValues }));
  // The first one fills caches.
  await byGraphqlJs();
  const first = await byGraphqlJs();
  const second = await byGraphqlJs();
  const prepared = prepare(schema, document, operationName, { isPure, hasPureType, fragments });
  // The third execution finds fragments of objects, and the fifth those of lists.
  for (let repetition = 0; repetition < 5; repetition += 1) {
    const result = await prepared.execute({ contextValue: context(), variableValues });
    const written = stringifyResult(result);
    expect(written).toBe(JSON.stringify(result));
    const text = withoutLinks(written);
    const wanted = JSON.stringify(first);
    if (wanted === JSON.stringify(second)) expect(text).toBe(wanted);
    else expect(withoutVariants(JSON.parse(text), first, second)).toEqual(withoutVariants(first, first, second));
  }
}

const plain = (result: ExecutionResult): unknown => JSON.parse(withoutLinks(JSON.stringify(result)));

/** Links expire in real time. */
const withoutLinks = (json: string): string =>
  json
    .replaceAll(/"http:[^"]*\/outputs\/[^"]*"/g, '"link"')
    .replaceAll(/"(\w*[eE]xpiresAt\w*)":"[^"]*"/g, '"$1":"time"');

/** The value without what the other two do not agree on. */
function withoutVariants(value: unknown, first: unknown, second: unknown): unknown {
  const parts = [value, first, second];
  if (parts.every((part) => Array.isArray(part))) {
    const [items, ones, others] = parts as unknown[][];
    if (ones?.length !== others?.length) return 'a list';
    return items?.map((item, index) => withoutVariants(item, ones?.[index], others?.[index]));
  }
  if (parts.every((part) => typeof part === 'object' && part !== null && !Array.isArray(part))) {
    const [object, one, other] = parts as Record<string, unknown>[];
    return Object.entries(object ?? {}).map(([key, member]) => [
      key,
      withoutVariants(member, one?.[key], other?.[key]),
    ]);
  }
  return JSON.stringify(first) === JSON.stringify(second) ? value : typeof value;
}
