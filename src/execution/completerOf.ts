// The function that completes values of an output type, composed once from the parts of the type.
import {
  defaultTypeResolver,
  type GraphQLNullableType,
  type GraphQLOutputType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
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

/** For values that are neither null nor an error. */
function completerOfPresent(type: GraphQLNullableType & GraphQLOutputType): Complete {
  if (isListType(type)) {
    const of: GraphQLOutputType = type.ofType;
    return completeList({
      complete: completerOf(of),
      isLeaf: isLeafType(getNullableType(of)),
      isNonNull: isNonNullType(of),
    });
  }
  if (isLeafType(type)) return completeLeaf(type);
  if (isAbstractType(type)) return completeAbstract(type, type.resolveType ?? defaultTypeResolver);
  return completeObject(type);
}
