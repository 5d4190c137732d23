// A field of a selection, prepared: what its definition and its place in the document determine is looked up once.
import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  getNullableType,
  isLeafType,
  isNonNullType,
  locatedError,
  type ResponsePath,
  responsePathAsArray,
  TypeNameMetaFieldDef,
} from 'graphql';
import type { Complete } from './complete.ts';
import { completerOf } from './completerOf.ts';
import { isPromise } from './isPromise.ts';
import type { ListFragments } from './listFragments.ts';
import type { PreparedField, Selection } from './plan.ts';
import { prepareArguments } from './prepareArguments.ts';
import { ResolveInfo } from './resolveInfo.ts';
import type { Run } from './run.ts';

export interface FieldParts {
  key: string;
  nodes: readonly [FieldNode, ...FieldNode[]];
  definition: GraphQLField<unknown, unknown>;
  parentType: GraphQLObjectType;
  /** Whether the field is a function of its object alone. */
  isPure: boolean;
  listFragments: ListFragments | null;
  /** Compiles the selection below the field. */
  select(type: GraphQLObjectType): Selection;
}

export function prepareField(parts: FieldParts): PreparedField {
  const { definition, isPure } = parts;
  if (definition === TypeNameMetaFieldDef) return new TypeName(parts);
  const type = getNullableType(definition.type);
  return isPure && isLeafType(type) ? new PureLeaf(parts, type) : new Field(parts);
}

class Field implements PreparedField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  readonly listFragments: ListFragments | null;
  readonly #resolve: NonNullable<GraphQLField<unknown, unknown>['resolve']>;
  readonly #argumentsFor: ReturnType<typeof prepareArguments>;
  readonly #complete: Complete;
  readonly #isNonNull: boolean;
  readonly #select: FieldParts['select'];
  /** Created when it is needed: leaves have none. */
  #selections: Map<GraphQLObjectType, Selection> | undefined;

  constructor({ key, nodes, definition, parentType, listFragments, select }: FieldParts) {
    this.key = key;
    this.nodes = nodes;
    this.definition = definition;
    this.parentType = parentType;
    this.listFragments = listFragments;
    this.#resolve = definition.resolve ?? defaultFieldResolver;
    this.#argumentsFor = prepareArguments(definition, nodes[0]);
    this.#complete = completerOf(definition.type);
    this.#isNonNull = isNonNullType(definition.type);
    this.#select = select;
  }

  selectionFor(type: GraphQLObjectType): Selection {
    let selection = this.#selections?.get(type);
    if (!selection) {
      selection = this.#select(type);
      this.#selections ??= new Map();
      this.#selections.set(type, selection);
    }
    return selection;
  }

  execute(run: Run, source: unknown, parentPath: ResponsePath | undefined): unknown {
    const info = new ResolveInfo(run, this, parentPath);
    try {
      // Called without `this`, as graphql-js does it.
      const resolve = this.#resolve;
      const value = resolve(source, this.#argumentsFor(run.variableValues), run.contextValue, info);
      const completed = isPromise(value)
        ? value.then((resolved) => this.#complete(info, resolved))
        : this.#complete(info, value);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error: unknown) => this.#fail(error, info));
    } catch (error) {
      return this.#fail(error, info);
    }
  }

  /** The field is null, or the object that has it if the field must not be. */
  #fail(cause: unknown, { run, path }: ResolveInfo): null {
    const error = locatedError(cause, this.nodes, responsePathAsArray(path));
    if (this.#isNonNull) throw error;
    run.errors.add(error, path);
    return null;
  }
}

/** A pure field of a scalar or enum needs neither arguments nor info. */
class PureLeaf extends Field {
  readonly #type: GraphQLLeafType;
  readonly #read: (source: unknown) => unknown;
  readonly #isNullable: boolean;

  constructor(parts: FieldParts, type: GraphQLLeafType) {
    super(parts);
    this.#type = type;
    const { name, resolve, type: whole } = parts.definition;
    this.#read = (resolve as ((source: unknown) => unknown) | undefined) ?? memberNamed(name);
    this.#isNullable = !isNonNullType(whole);
  }

  pureValue(source: unknown): unknown {
    try {
      const read = this.#read;
      const value = read(source);
      if (value == null) return this.#isNullable ? null : undefined;
      return isOdd(value) ? undefined : (this.#type.serialize(value) ?? undefined);
    } catch {
      // It fails again when it is executed.
      return undefined;
    }
  }

  override execute(run: Run, source: unknown, parentPath: ResponsePath | undefined): unknown {
    const value = this.pureValue(source);
    return value === undefined ? super.execute(run, source, parentPath) : value;
  }
}

const memberNamed =
  (name: string) =>
  (source: unknown): unknown =>
    typeof source === 'object' && source !== null ? (source as Record<string, unknown>)[name] : undefined;

/** Values that are not serialized. */
const isOdd = (value: unknown): boolean =>
  typeof value === 'function' || (typeof value === 'object' && (value instanceof Error || isPromise(value)));

/** The field __typename: no resolver needs to be asked. */
class TypeName implements PreparedField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly definition = TypeNameMetaFieldDef;
  readonly listFragments = null;
  readonly parentType: GraphQLObjectType;
  readonly selectionFor: FieldParts['select'];

  constructor({ key, nodes, parentType, select }: FieldParts) {
    this.key = key;
    this.nodes = nodes;
    this.parentType = parentType;
    this.selectionFor = select;
  }

  pureValue(): string {
    return this.parentType.name;
  }

  execute(): string {
    return this.parentType.name;
  }
}
