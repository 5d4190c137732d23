// The scalar SafeInt. AWS's sizes, counts and rates are 64-bit integers, and a JSON number holds 53 bits in most clients: what AWS
// returns beyond them is the nearest value that they hold. An argument beyond them is an error.
import { GraphQLScalarType } from 'graphql';
import { GraphQLSafeInt } from 'graphql-scalars';

const most = Number.MAX_SAFE_INTEGER;

export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  serialize: (value) =>
    GraphQLSafeInt.serialize(Number.isInteger(value) ? Math.min(most, Math.max(-most, value as number)) : value),
});
