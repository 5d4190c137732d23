// Completion of scalars and enums: the value is serialized by its type.
import type { GraphQLLeafType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Complete } from './complete.ts';

export const completeLeaf =
  (type: GraphQLLeafType): Complete =>
  (_, value) => {
    const serialized = type.serialize(value);
    if (serialized != null) return serialized;
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(serialized)}`,
    );
  };
