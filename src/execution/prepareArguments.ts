// The arguments of a field, as a function of the variables. What has no variables is coerced once, and an argument that is a variable
// has its value. What graphql-js refuses is left to it.
import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  getArgumentValues,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from 'graphql';

type Arguments = Record<string, unknown>;
type Variables = Readonly<Record<string, unknown>>;

export function prepareArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Variables) => Arguments {
  if (definition.args.length === 0) return () => ({});
  const constant = node.arguments?.some(({ value }) => hasVariable(value)) ? null : constantArguments(definition, node);
  // Each call gets an object of its own, as from graphql-js: a resolver may change it.
  if (constant) return () => ({ ...constant });
  const prepared = definition.args.map((argument) => prepareArgument(argument, node));
  return (variables) => {
    const values: Arguments = {};
    for (const { name, valueFor } of prepared) {
      const value = valueFor(variables);
      if (value === refused) return getArgumentValues(definition, node, variables);
      if (value !== undefined) values[name] = value;
    }
    return values;
  };
}

const refused = Symbol('refused');

interface PreparedArgument {
  name: string;
  /** Undefined if the argument has no value; `refused` if graphql-js must say why. */
  valueFor(variables: Variables): unknown;
}

function prepareArgument({ name, type, defaultValue }: GraphQLArgument, node: FieldNode): PreparedArgument {
  const written = node.arguments?.find((argument) => argument.name.value === name)?.value;
  const mustBePresent = isNonNullType(type);
  const omitted = defaultValue === undefined && mustBePresent ? refused : defaultValue;
  if (!written) return { name, valueFor: () => omitted };
  if (written.kind !== Kind.VARIABLE) {
    return {
      name,
      valueFor: (variables) => {
        const value = valueFromAST(written, type, variables);
        return value === undefined ? refused : value;
      },
    };
  }
  const variable = written.name.value;
  return {
    name,
    valueFor: (variables) => {
      if (!Object.hasOwn(variables, variable)) return omitted;
      const value = variables[variable];
      return value === undefined || (value === null && mustBePresent) ? refused : value;
    },
  };
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
