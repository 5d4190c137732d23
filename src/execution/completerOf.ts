// The function that completes values of an output type, composed once from the parts of the type.
import {
  defaultTypeResolver,
  type GraphQLNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Complete } from './complete.ts';
import { completeLeaf } from './completeLeaf.ts';
import { completeList } from './completeList.ts';
import { completeAbstract, completeObject } from './completeObject.ts';

export function completerOf(type: GraphQLOutputType): Complete {
  const complete = completerOfPresent(getNullableType(type));
  if (!isNonNullType(type)) {
    return (info, value, path) => {
      if (value == null) return null;
      if (value instanceof Error) throw value;
      return complete(info, value, path);
    };
  }
  return (info, value, path) => {
    if (value instanceof Error) throw value;
    if (value != null) return complete(info, value, path);
    throw new Error(`Cannot return null for non-nullable field ${info.parentType.name}.${info.fieldName}.`);
  };
}

/** The type of records, whose objects need no further look to know it. */
const recordTypeOf = (type: GraphQLNullableType): GraphQLObjectType | null =>
  isObjectType(type) && !type.isTypeOf ? type : null;

/** For values that are neither null nor an error. */
function completerOfPresent(type: GraphQLNullableType & GraphQLOutputType): Complete {
  if (isListType(type)) {
    const of: GraphQLOutputType = type.ofType;
    return completeList({
      complete: completerOf(of),
      isLeaf: isLeafType(getNullableType(of)),
      isNonNull: isNonNullType(of),
      recordType: recordTypeOf(getNullableType(of)),
    });
  }
  if (isLeafType(type)) return completeLeaf(type);
  if (isAbstractType(type)) return completeAbstract(type, type.resolveType ?? defaultTypeResolver);
  return completeObject(type);
}
