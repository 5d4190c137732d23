// The values of the variables, coerced. Nearly all are texts, numbers and lists of them, which graphql-js returns as they are, after
// work for each item. Those are only checked here; all others, and all errors, are left to graphql-js.
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLSchema,
  GraphQLString,
  getVariableValues,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

export type CoercedVariables = ReturnType<typeof getVariableValues>;

/** As in graphql-js. */
const maxErrors = 50;

export function prepareVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (sent: Variables) => CoercedVariables {
  const plain = definitions.map((definition) => plainVariable(schema, definition));
  return (sent) => {
    const coerced: Record<string, unknown> = {};
    for (const variable of plain) {
      if (!variable?.take(sent, coerced)) return getVariableValues(schema, definitions, sent, { maxErrors });
    }
    return { coerced };
  };
}

interface PlainVariable {
  /** False if graphql-js must decide. */
  take(sent: Variables, coerced: Record<string, unknown>): boolean;
}

/** Null if values of its type are converted. */
function plainVariable(schema: GraphQLSchema, { variable, type, defaultValue }: VariableDefinitionNode) {
  const declared = typeFromAST(schema, type as never);
  if (!declared || !isInputType(declared)) return null;
  const isPlain = plainCheckOf(declared);
  if (!isPlain) return null;
  const name = variable.name.value;
  const omitted = defaultValue && valueFromAST(defaultValue, declared);
  // A default that is a list is a new one for each execution.
  const mayBeOmitted = defaultValue ? omitted !== undefined && !isObject(omitted) : !isNonNullType(declared);
  return {
    take: (sent, coerced) => {
      if (Object.hasOwn(sent, name)) {
        const value = sent[name];
        if (!isPlain(value)) return false;
        // A resolver may change its list.
        coerced[name] = Array.isArray(value) ? value.slice() : value;
        return true;
      }
      if (defaultValue && mayBeOmitted) coerced[name] = omitted;
      return mayBeOmitted;
    },
  } satisfies PlainVariable as PlainVariable;
}

type Check = (value: unknown) => boolean;

/** Values that coercion does not change. An integer for an ID becomes a text. */
const plainScalars = new Map<GraphQLInputType, Check>([
  [GraphQLID, (value) => typeof value === 'string'],
  [GraphQLString, (value) => typeof value === 'string'],
  [GraphQLBoolean, (value) => typeof value === 'boolean'],
  [GraphQLInt, (value) => typeof value === 'number' && (value | 0) === value],
  [GraphQLFloat, (value) => typeof value === 'number' && Number.isFinite(value)],
]);

function plainCheckOf(type: GraphQLInputType): Check | undefined {
  if (isNonNullType(type)) return plainScalars.get(type.ofType) ?? listCheckOf(type.ofType);
  const check = plainScalars.get(type) ?? listCheckOf(type);
  return check && ((value) => value === null || check(value));
}

/** Of lists of scalars. Lists of lists are rare. */
function listCheckOf(type: GraphQLInputType): Check | undefined {
  if (!isListType(type)) return undefined;
  const isPlainItem = isListType(type.ofType) ? undefined : plainCheckOf(type.ofType);
  return isPlainItem && ((value) => Array.isArray(value) && areAll(value, isPlainItem));
}

/** Not `every`, which passes over what an array does not have. */
function areAll(items: readonly unknown[], check: Check): boolean {
  for (const item of items) if (!check(item)) return false;
  return true;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
