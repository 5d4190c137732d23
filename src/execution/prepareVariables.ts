// The values of the variables, coerced. What fits their types is coerced here, without the work of graphql-js for each value; all
// others, and all errors, are left to graphql-js.
import {
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { prepareInput, unfit } from './prepareInput.ts';

export type Variables = Readonly<Record<string, unknown>>;

export type CoercedVariables = ReturnType<typeof getVariableValues>;

/** As many as of a document. graphql-js writes the whole value into the message of each error. */
export const maxVariableErrors = 5;

export function prepareVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (sent: Variables) => CoercedVariables {
  const prepared = definitions.map((definition) => prepareVariable(schema, definition));
  return (sent) => {
    const coerced: Record<string, unknown> = {};
    for (const variable of prepared) {
      if (!variable?.take(sent, coerced))
        return getVariableValues(schema, definitions, sent, { maxErrors: maxVariableErrors });
    }
    return { coerced };
  };
}

interface PreparedVariable {
  /** False if graphql-js must decide. */
  take(sent: Variables, coerced: Record<string, unknown>): boolean;
}

/** Null if the type is none of an input. */
function prepareVariable(
  schema: GraphQLSchema,
  { variable, type, defaultValue }: VariableDefinitionNode,
): PreparedVariable | null {
  const declared = typeFromAST(schema, type as never);
  if (!declared || !isInputType(declared)) return null;
  const coerce = prepareInput(declared);
  const name = variable.name.value;
  const omitted = defaultValue && valueFromAST(defaultValue, declared);
  // A default that is a list or an object is a new one for each execution.
  const mayBeOmitted = defaultValue ? omitted !== undefined && !isObject(omitted) : !isNonNullType(declared);
  return {
    take: (sent, coerced) => {
      if (Object.hasOwn(sent, name)) {
        const value = coerce(sent[name]);
        if (value === unfit) return false;
        coerced[name] = value;
        return true;
      }
      if (defaultValue && mayBeOmitted) coerced[name] = omitted;
      return mayBeOmitted;
    },
  };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
