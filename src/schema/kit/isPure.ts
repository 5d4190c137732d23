// Whether a field is a function of its object alone: it exposes a member, or its resolver, which no plugin wraps, takes only the
// object. It then sees no arguments, no caller and no clock, because resolvers reach those through their other parameters. All
// other fields count as impure.
import type { GraphQLAbstractType, GraphQLField } from 'graphql';

export const isPure = ({ args, resolve, extensions }: GraphQLField<unknown, unknown>): boolean =>
  args.length === 0 &&
  extensions['pothosResolveWrapped'] === false &&
  // Without a resolver, the field is the member of its name.
  (resolve === undefined || resolve.length === 1);

/** Whether the type of a value of an interface is a function of the value alone: what finds it takes nothing else. */
export function hasPureType({ extensions }: Pick<GraphQLAbstractType, 'extensions'>): boolean {
  const { resolveType } = (extensions['pothosConfig'] ?? {}) as { resolveType?: unknown };
  return typeof resolveType === 'function' && resolveType.length === 1;
}
