// The client kit, `glacier-graphql/client`: what caches and code generators of frontends need to know of the schema. It imports
// nothing, so it works in every browser and bundler.
export { possibleTypes } from './generated/possibleTypes.ts';
export { type GraphcacheKey, graphcacheKeys, graphcacheResolvers } from './graphcache.ts';
export { isRetryable } from './isRetryable.ts';
export { type Scalars, scalars } from './scalars.ts';
export { type TypePolicy, typePolicies } from './typePolicies.ts';
