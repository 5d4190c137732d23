// Compiles selections when they are needed for the first time: which types the values of interfaces have shows only then.
import {
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { type CollectedFields, collectFields } from './collectFields.ts';
import type { FragmentMemory } from './fragments.ts';
import { PartlyKnown, WhollyKnown } from './knownObjects.ts';
import { ListFragments } from './listFragments.ts';
import type { KnownObjects, PreparedField, Selection } from './plan.ts';
import type { PlannedOperation } from './plannedOperation.ts';
import { prepareField } from './prepareField.ts';
import { resultConstructor } from './resultObject.ts';

type Field = GraphQLField<unknown, unknown>;

/** With fewer, to look up an object takes as long as to execute them. */
const minKnownFields = 2;

export interface CompilerOptions {
  /** The values of the variables in @skip and @include. */
  conditions: Record<string, unknown>;
  /** Whether a field is a function of its object alone. */
  isPure(field: Field): boolean;
  /** Whether the type of a value is a function of the value alone. */
  hasPureType(type: GraphQLAbstractType): boolean;
  fragments: FragmentMemory | null;
  /** Called for each field that was compiled. */
  onCompiled(): void;
}

export class Compiler {
  readonly #planned: PlannedOperation;
  readonly #options: CompilerOptions;

  constructor(planned: PlannedOperation, options: CompilerOptions) {
    this.#planned = planned;
    this.#options = options;
  }

  /** The fields of the operation itself. */
  compileRoot(type: GraphQLObjectType): Selection {
    return this.#compile(type, this.#collect(type, [this.#planned.operation.selectionSet]), false);
  }

  /** `isInList` is true below a list, where an object has a fragment: what has only one is not worth it. */
  #compile(type: GraphQLObjectType, collected: CollectedFields, isInList: boolean): Selection {
    const { fragments: memory, onCompiled } = this.#options;
    const fields: PreparedField[] = [];
    const impure = new Set<PreparedField>();
    let hasBranches = false;
    for (const [key, nodes] of collected) {
      const definition = this.#definitionOf(type, nodes[0]);
      // Validation refuses such fields. graphql-js omits them.
      if (!definition) continue;
      onCompiled();
      hasBranches ||= !isLeafType(getNamedType(definition.type));
      const isInFragment = isInList && memory !== null && this.#isPure(definition, nodes);
      // What is within a fragment needs none of its own.
      const isBelowList = !isInFragment && (isInList || isListType(getNullableType(definition.type)));
      const field = prepareField({
        key,
        nodes,
        definition,
        parentType: type,
        isPure: this.#options.isPure(definition),
        listFragments: memory && !isInFragment && this.#mayBeKnown(definition.type) ? new ListFragments(memory) : null,
        select: (valueType) => this.#compile(valueType, this.#below(valueType, nodes), isBelowList),
      });
      fields.push(field);
      if (!isInFragment) impure.add(field);
    }
    const known = isInList && memory ? this.#known(memory, fields, impure) : null;
    return { fields, Result: resultConstructor(hasBranches), known };
  }

  #known(
    memory: FragmentMemory,
    fields: readonly PreparedField[],
    impure: ReadonlySet<PreparedField>,
  ): KnownObjects | null {
    if (impure.size === 0) return new WhollyKnown(memory);
    return fields.length - impure.size >= minKnownFields ? new PartlyKnown(memory, fields, impure) : null;
  }

  /** Whether it is a list of objects whose types depend on nothing but them. */
  #mayBeKnown(type: GraphQLOutputType): boolean {
    const list = getNullableType(type);
    const item = isListType(list) ? getNullableType(list.ofType) : null;
    if (isObjectType(item)) return !item.isTypeOf;
    const { schema } = this.#planned;
    return (
      isAbstractType(item) &&
      this.#options.hasPureType(item) &&
      schema.getPossibleTypes(item).every(({ isTypeOf }) => !isTypeOf)
    );
  }

  #collect(type: GraphQLObjectType, sets: Iterable<SelectionSetNode>): CollectedFields {
    return collectFields(this.#planned, this.#options.conditions, type, sets);
  }

  #below(type: GraphQLObjectType, nodes: readonly FieldNode[]): CollectedFields {
    return this.#collect(
      type,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    );
  }

  #definitionOf(type: GraphQLObjectType, { name: { value: name } }: FieldNode): Field | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (type === this.#planned.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }

  /** Whether the field is a function of the object alone, and so on below it. */
  #isPure(definition: Field, nodes: readonly FieldNode[]): boolean {
    if (definition === TypeNameMetaFieldDef) return true;
    if (!this.#options.isPure(definition)) return false;
    const type = getNamedType(definition.type);
    if (isLeafType(type)) return true;
    // The type of other values is found by functions that may depend on more.
    if (!isObjectType(type) || type.isTypeOf) return false;
    return [...this.#below(type, nodes).values()].every((below) => {
      const inner = this.#definitionOf(type, below[0]);
      return !inner || this.#isPure(inner, below);
    });
  }
}
