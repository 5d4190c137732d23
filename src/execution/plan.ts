// What a document is compiled to. A plan belongs to one combination of the variables in @skip and @include, and to nothing else
// of a request, so that requests share it.
import type { FieldNode, GraphQLField, GraphQLObjectType, ResponsePath } from 'graphql';
import type { ListFragments } from './listFragments.ts';
import type { ResultObject } from './resultObject.ts';
import type { Run } from './run.ts';

/** The fields that selection sets have for one object type, in the order of the response. */
export interface Selection {
  readonly fields: readonly PreparedField[];
  /** Makes the object that gets the values. */
  readonly Result: new () => ResultObject;
  /** Frozen values that were completed before; null if too much of them can differ from one execution to the next. */
  readonly known: KnownObjects | null;
}

export interface KnownObjects {
  /** Completes the object, which is frozen. */
  execute(run: Run, selection: Selection, object: object, path: ResponsePath): unknown;
}

export interface PreparedField {
  /** The response key. */
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  /** Lists that were completed before; null if the field is no list of objects, or their type can depend on more than them. */
  readonly listFragments: ListFragments | null;
  /** The selection below the field, for an object type that its value can have. */
  selectionFor(type: GraphQLObjectType): Selection;
  /** Of a pure leaf, its value in the result; undefined if it must be executed for its error. Other fields have no such method. */
  pureValue?(source: unknown): unknown;
  /** Resolves and completes the value for an object; a promise only if a resolver has returned one. */
  execute(run: Run, source: unknown, parentPath: ResponsePath | undefined): unknown;
}
