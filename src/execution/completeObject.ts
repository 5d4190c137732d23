// Completion of objects, and of the members of interfaces and unions once their type is known.
import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLTypeResolver,
  isObjectType,
  type ResponsePath,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Complete } from './complete.ts';
import { executeSelection } from './executeSelection.ts';
import { isPromise } from './isPromise.ts';
import { RawJson } from './rawJson.ts';
import type { ResolveInfo } from './resolveInfo.ts';

export const completeObject =
  (type: GraphQLObjectType): Complete =>
  (info, value, path = info.path) =>
    completeAs(type, info, value, path);

export function completeAbstract(
  type: GraphQLAbstractType,
  resolveType: GraphQLTypeResolver<unknown, unknown>,
): Complete {
  /** The types that values had so far, by name. */
  const known = new Map<unknown, GraphQLObjectType>();
  const typeOf = (name: unknown, info: ResolveInfo, value: unknown): GraphQLObjectType => {
    let runtimeType = known.get(name);
    if (!runtimeType) {
      runtimeType = checkedType(name, type, info, value);
      known.set(name, runtimeType);
    }
    return runtimeType;
  };
  return (info, value, path = info.path) => {
    if (value instanceof RawJson) return completeAs(null, info, value, path);
    const name: unknown = resolveType(value, info.run.contextValue, info, type);
    if (isPromise(name)) return name.then((resolved) => completeAs(typeOf(resolved, info, value), info, value, path));
    return completeAs(typeOf(name, info, value), info, value, path);
  };
}

/** `type` is null only for JSON, which has no type. */
function completeAs(type: GraphQLObjectType | null, info: ResolveInfo, value: unknown, path: ResponsePath): unknown {
  if (value instanceof RawJson || type === null) {
    info.run.hasRawJson = true;
    return value;
  }
  // Before isTypeOf, as graphql-js does it: a selection can be impossible because of its variables.
  const selection = info.field.selectionFor(type);
  if (type.isTypeOf) {
    const isOfType = type.isTypeOf(value, info.run.contextValue, info);
    if (isPromise(isOfType)) {
      return isOfType.then((resolved) => {
        if (!resolved) throw notOfType(type, info, value);
        return executeSelection(info.run, selection, value, path);
      });
    }
    if (!isOfType) throw notOfType(type, info, value);
  }
  if (selection.known && typeof value === 'object' && value !== null && Object.isFrozen(value)) {
    return selection.known.execute(info.run, selection, value, path);
  }
  return executeSelection(info.run, selection, value, path);
}

const notOfType = ({ name }: GraphQLObjectType, { fieldNodes }: ResolveInfo, value: unknown) =>
  new GraphQLError(`Expected value of type "${name}" but got: ${inspect(value)}.`, { nodes: fieldNodes });

/** The object type that `resolveType` has named. The messages are those of graphql-js. */
function checkedType(
  name: unknown,
  type: GraphQLAbstractType,
  { schema, parentType, fieldName, fieldNodes }: ResolveInfo,
  value: unknown,
): GraphQLObjectType {
  const must = `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${fieldName}"`;
  if (name == null) {
    throw new GraphQLError(
      `${must}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes: fieldNodes },
    );
  }
  if (isObjectType(name)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    );
  }
  if (typeof name !== 'string') {
    throw new GraphQLError(`${must} with value ${inspect(value)}, received "${inspect(name)}".`);
  }
  const runtimeType = schema.getType(name);
  const was = `Abstract type "${type.name}" was resolved to`;
  if (runtimeType == null) {
    throw new GraphQLError(`${was} a type "${name}" that does not exist inside the schema.`, { nodes: fieldNodes });
  }
  if (!isObjectType(runtimeType)) {
    throw new GraphQLError(`${was} a non-object type "${name}".`, { nodes: fieldNodes });
  }
  if (!schema.isSubType(type, runtimeType)) {
    throw new GraphQLError(`Runtime Object type "${runtimeType.name}" is not a possible type for "${type.name}".`, {
      nodes: fieldNodes,
    });
  }
  return runtimeType;
}
