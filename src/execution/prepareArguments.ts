// The arguments of a field, as a function of the variables. What has no variables is coerced once.
import { type FieldNode, type GraphQLField, getArgumentValues, Kind, type ValueNode } from 'graphql';

type Arguments = Record<string, unknown>;

export function prepareArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Record<string, unknown>) => Arguments {
  if (definition.args.length === 0) return () => ({});
  const constant = node.arguments?.some(({ value }) => hasVariable(value)) ? null : constantArguments(definition, node);
  // Each call gets an object of its own, as from graphql-js: a resolver may change it.
  if (constant) return () => ({ ...constant });
  return (variables) => getArgumentValues(definition, node, variables);
}

/** Null if they are wrong, or if resolvers could change what is in them. */
function constantArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): Arguments | null {
  try {
    const values = getArgumentValues(definition, node, {});
    return Object.values(values).some((value) => typeof value === 'object' && value !== null) ? null : values;
  } catch {
    // The error belongs to each execution.
    return null;
  }
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => hasVariable(field.value));
  return value.kind === Kind.VARIABLE;
}
