// Whether a field is a function of its object alone: it exposes a member, or its resolver, which no plugin wraps, takes only the
// object. It then sees no arguments, no caller and no clock, because resolvers reach those through their other parameters. All
// other fields count as impure.
import type { GraphQLField } from 'graphql';

export const isPure = ({ args, resolve, extensions }: GraphQLField<unknown, unknown>): boolean =>
  args.length === 0 &&
  extensions['pothosResolveWrapped'] === false &&
  // Without a resolver, the field is the member of its name.
  (resolve === undefined || resolve.length === 1);
