// Keys and resolvers for Graphcache, the normalised cache of urql.
import { entityKeys } from './entityKeys.ts';
import { pagedFields } from './generated/pagedFields.ts';
import { typesWithoutId } from './generated/typesWithoutId.ts';

export type GraphcacheKey = (data: Readonly<Record<string, unknown>>) => string | null;

/** Null: the object is stored within its parent. */
const keyOf =
  (fields: readonly string[] | undefined): GraphcacheKey =>
  (data) =>
    fields?.every((field) => data[field] !== undefined) ? ['', ...fields.map((field) => data[field])].join('/') : null;

/** For `keys` of `cacheExchange`. Types with an `id` need no key. */
export const graphcacheKeys: Record<string, GraphcacheKey> = Object.fromEntries(
  typesWithoutId.map((type) => [type, keyOf(entityKeys[type])]),
);

/** For `resolvers` of `cacheExchange`: `graphcacheResolvers(relayPagination)`. Each list then has all pages read so far. */
export const graphcacheResolvers = <Resolver>(
  relayPagination: () => Resolver,
): Record<string, Record<string, Resolver>> =>
  Object.fromEntries(
    Object.entries(pagedFields).map(([type, fields]) => [
      type,
      Object.fromEntries(Object.keys(fields).map((field) => [field, relayPagination()])),
    ]),
  );
