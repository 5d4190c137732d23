// What the estimates of an operation have in common: its fields with a cost, and the arguments that no variable changes. A plan
// belongs to one combination of the variables in @skip and @include. Most fields are free and have few arguments, so a plan has
// only their number.
import {
  type DocumentNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { conditionsOf } from '../../execution/conditionsOf.ts';
import { prepareArguments } from '../../execution/prepareArguments.ts';
import { countValues } from './argumentValues.ts';
import { costOf, type FieldCost } from './cost.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The fields that are selected on objects of a type. */
export interface PlannedSelection {
  /** The name of the type. */
  readonly type: string;
  /** Those that have a cost, arguments that are not kept, or fields below. */
  readonly fields: readonly PlannedField[];
  /** The number of values in the constant arguments of all fields. */
  readonly values: number;
}

export interface PlannedField {
  /** The response key. */
  readonly response: string;
  /** The type and the field. */
  readonly coordinate: string;
  readonly cost: FieldCost | null;
  /** The arguments; null if they contain variables, or too much to be kept. */
  readonly constant: object | null;
  /** The field with its arguments, if those are kept. */
  readonly name: string | null;
  argumentsFor(variables: Variables): object;
  /** Differs for fields of one name with different arguments. */
  nameWith(args: object): string;
  readonly below: PlannedSelection | null;
}

/** The values of arguments that are kept, and the length of a name: a fragment can have the same ones a thousand times. */
const maxKeptValues = 8;
const maxKeptName = 256;

/** Few operations have conditions, and of these most use few of their combinations. */
const keptCombinations = 2;

export class CostPlans {
  readonly kind: OperationTypeNode;
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #operation: OperationDefinitionNode;
  readonly #conditions: readonly string[];
  /** By the values of the conditions. */
  readonly #plans = new Map<string, PlannedSelection>();

  /** Of a valid document. */
  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.kind = operation.operation;
    this.#schema = schema;
    this.#document = document;
    this.#operation = operation;
    this.#conditions = conditionsOf(document);
  }

  /** `variables`: coerced. */
  planFor(variables: Variables): PlannedSelection {
    const key = this.#conditions.map((name) => String(variables[name])).join();
    const known = this.#plans.get(key);
    if (known) return known;
    const root = this.#schema.getRootType(this.kind);
    if (!root) throw new Error(`The schema has no ${this.kind}.`);
    const plan = new Planner(this.#schema, this.#document, variables).plan(root, [this.#operation.selectionSet]);
    if (this.#plans.size >= keptCombinations) this.#plans.clear();
    this.#plans.set(key, plan);
    return plan;
  }
}

/** Fields that are merged into one in the response. */
interface Selected {
  type: GraphQLNamedType;
  fields: [FieldNode, ...FieldNode[]];
}

class Planner {
  /** How many fields with a cost the operation has of a name. */
  readonly #uses = new Map<string, number>();
  readonly #fragments = new Map<string, { on: string; selectionSet: SelectionSetNode }>();

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
    readonly variables: Variables,
  ) {
    for (const each of document.definitions) {
      if (each.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const { name, typeCondition, selectionSet } = each;
      this.#fragments.set(name.value, { on: typeCondition.name.value, selectionSet });
    }
  }

  plan(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): PlannedSelection {
    const selected = new Map<string, Selected>();
    const spread = new Set<string>();
    for (const { selections } of sets) this.#collect(type, selections, selected, spread);
    const fields: PlannedField[] = [];
    let values = 0;
    for (const each of selected.values()) {
      const field = this.#planField(each);
      if (!field) continue;
      values += field.constant ? countValues(field.constant) : 0;
      if (field.cost || field.below || !field.constant) fields.push(field);
    }
    return { type: type.name, fields, values };
  }

  /** Null for an introspection field, which is free. */
  #planField({ type, fields }: Selected): PlannedField | null {
    const [field] = fields;
    const fieldName = field.name.value;
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    if (!definition) return null;
    const argumentsFor = prepareArguments(definition, field);
    const cost = costOf(definition) ?? null;
    if (cost) this.#uses.set(fieldName, (this.#uses.get(fieldName) ?? 0) + 1);
    // Arguments distinguish fields of one name. They may be a thousand IDs.
    const nameWith = (args: object) =>
      this.#uses.get(fieldName) === 1 ? fieldName : `${fieldName} ${JSON.stringify(args)}`;
    const constant = field.arguments?.some(({ value }) => containsVariable(value)) ? null : kept(argumentsFor({}));
    const name = constant && `${fieldName} ${JSON.stringify(constant)}`;
    const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    return {
      response: field.alias?.value ?? fieldName,
      coordinate: `${type.name}.${fieldName}`,
      cost,
      constant,
      name: name !== null && name.length <= maxKeptName ? name : null,
      argumentsFor,
      nameWith,
      below: inner.length > 0 ? this.plan(getNamedType(definition.type), inner) : null,
    };
  }

  #collect(
    type: GraphQLNamedType,
    selections: readonly SelectionNode[],
    selected: Map<string, Selected>,
    spread: Set<string>,
  ): void {
    for (const selection of selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = `${type.name} ${selection.alias?.value ?? selection.name.value}`;
        const known = selected.get(key);
        if (known) known.fields.push(selection);
        else selected.set(key, { type, fields: [selection] });
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value;
        this.#collect(this.#typeNamed(on) ?? type, selection.selectionSet.selections, selected, spread);
        continue;
      }
      const name = selection.name.value;
      const fragment = this.#fragments.get(name);
      if (!fragment || spread.has(name)) continue;
      spread.add(name);
      this.#collect(this.#typeNamed(fragment.on) ?? type, fragment.selectionSet.selections, selected, spread);
    }
  }

  #typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.schema.getType(name);
  }

  #isIncluded(selection: SelectionNode): boolean {
    if (!selection.directives || selection.directives.length === 0) return true;
    if (getDirectiveValues(GraphQLSkipDirective, selection, this.variables)?.['if'] === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, selection, this.variables)?.['if'] !== false;
  }
}

const kept = (args: object): object | null => (countValues(args) <= maxKeptValues ? args : null);

function containsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(containsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => containsVariable(field.value));
}
