// Coercion of the values of an input type, composed once from the parts of the type. It has the results of graphql-js, without its
// work for the path of each value. What it cannot coerce for certain is left to graphql-js, as are all errors.
import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLScalarType,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** The coerced value, or `unfit` if graphql-js must decide. */
export type Coerce = (value: unknown) => unknown;

export const unfit = Symbol('unfit');

/** Types can contain themselves. */
const known = new WeakMap<GraphQLInputType, Coerce>();

export function prepareInput(type: GraphQLInputType): Coerce {
  const before = known.get(type);
  if (before) return before;
  const coerce = isNonNullType(type) ? coercePresent(type.ofType) : orNull(coercePresent(type));
  known.set(type, coerce);
  return coerce;
}

const orNull =
  (coerce: Coerce): Coerce =>
  (value) =>
    value === null ? null : coerce(value);

function coercePresent(type: GraphQLInputType): Coerce {
  if (isListType(type)) return coerceList(type.ofType);
  if (isInputObjectType(type)) return coerceObject(type);
  if (isEnumType(type)) return coerceEnum(type);
  return coerceScalar(type as GraphQLScalarType);
}

/** A value that is no list is a list of one: that is rare. Each execution gets a list of its own, because a resolver may change it. */
function coerceList(itemType: GraphQLInputType): Coerce {
  const coerceItem = prepareInput(itemType);
  return (value) => {
    if (!Array.isArray(value)) return unfit;
    const items: unknown[] = [];
    // Not `map`, which passes over what an array does not have.
    for (const item of value) {
      const coerced = coerceItem(item);
      if (coerced === unfit) return unfit;
      items.push(coerced);
    }
    return items;
  };
}

interface InputField {
  name: string;
  coerce: Coerce;
  isRequired: boolean;
  defaultValue: unknown;
}

function coerceObject(type: GraphQLInputObjectType): Coerce {
  let fields: InputField[] | undefined;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || type.isOneOf) return unfit;
    fields ??= Object.values(type.getFields()).map(({ name, type: of, defaultValue }) => ({
      ...{ name, coerce: prepareInput(of), isRequired: isNonNullType(of), defaultValue },
    }));
    const given = value as Record<string, unknown>;
    const coerced: Record<string, unknown> = {};
    let unknown = Object.keys(given).length;
    for (const { name, coerce, isRequired, defaultValue } of fields) {
      const sent = given[name];
      if (Object.hasOwn(given, name)) unknown -= 1;
      if (sent === undefined) {
        if (defaultValue !== undefined) coerced[name] = defaultValue;
        else if (isRequired) return unfit;
        continue;
      }
      const result = coerce(sent);
      if (result === unfit) return unfit;
      coerced[name] = result;
    }
    return unknown === 0 ? coerced : unfit;
  };
}

const coerceEnum =
  (type: GraphQLEnumType): Coerce =>
  (value) =>
    (typeof value === 'string' ? type.getValue(value)?.value : undefined) ?? unfit;

/** Values that coercion does not change. An integer for an ID becomes a text. */
const plainScalars = new Map<GraphQLScalarType, (value: unknown) => boolean>([
  [GraphQLID, (value) => typeof value === 'string'],
  [GraphQLString, (value) => typeof value === 'string'],
  [GraphQLBoolean, (value) => typeof value === 'boolean'],
  [GraphQLInt, (value) => typeof value === 'number' && (value | 0) === value],
  [GraphQLFloat, (value) => typeof value === 'number' && Number.isFinite(value)],
]);

function coerceScalar(type: GraphQLScalarType): Coerce {
  const isPlain = plainScalars.get(type);
  if (isPlain) return (value) => (isPlain(value) ? value : unfit);
  return (value) => {
    // A scalar without a parser of its own would take null, also where it is not allowed.
    if (value === undefined || value === null) return unfit;
    try {
      const parsed = type.parseValue(value);
      return parsed === undefined ? unfit : parsed;
    } catch {
      // It fails again in graphql-js, which says why.
      return unfit;
    }
  };
}
