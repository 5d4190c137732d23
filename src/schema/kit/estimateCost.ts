// The estimated cost of an operation, from its document and variables alone. Nodes are the product of the page sizes of
// nested lists; AWS calls are counted for each object that a field is resolved on. Pure.
import {
  type DocumentNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Backend } from '../../aws/backend.ts';
import type { ServiceLoad } from '../../aws/limiter/drainTime.ts';
import type { ServiceName } from '../../aws/limiter/limiterSettings.ts';
import type { QueryCost } from '../../core/queryCost.ts';
import { CallLoads, defaultPlace, everyPlace, type Place, placeOf } from './callLoads.ts';
import { costOf, type FieldCost, type SharedCall } from './cost.ts';

export interface CostedOperation {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Null if the operation is invalid, which its execution will report. Throws for an argument that a list rejects. */
export function estimateCost(schema: GraphQLSchema, backend: Backend, operation: CostedOperation): QueryCost | null {
  const estimate = estimateOf(schema, backend, operation);
  return estimate && { awsCalls: estimate.awsCalls, nodes: estimate.nodes };
}

/** The calls of a query to each service of each location; empty for other operations, whose calls are not sent at once. */
export function estimateLoads(schema: GraphQLSchema, backend: Backend, operation: CostedOperation): ServiceLoad[] {
  const isQuery = getOperationAST(operation.document, operation.operationName)?.operation === OperationTypeNode.QUERY;
  return isQuery ? (estimateOf(schema, backend, operation)?.loads.list() ?? []) : [];
}

function estimateOf(
  schema: GraphQLSchema,
  backend: Backend,
  { document, operationName, variables }: CostedOperation,
): Estimate | null {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!root) return null;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 1 });
  if (!coerced) return null;
  const estimate = new Estimate(schema, backend, document, coerced);
  estimate.add(root, [operation.selectionSet], 1, { included: [], place: defaultPlace });
  return estimate;
}

/** What the fields above a selection determine. */
interface Above {
  included: readonly SharedCall[];
  place: Place;
}

/** The details of a Batch job are S3 Control's. */
const serviceOf = ({ service, shares }: FieldCost): ServiceName =>
  service ?? (shares === 'DescribeJob' ? 's3Control' : 'glacier');

/** Fields that are merged into one in the response. */
interface Selected {
  type: GraphQLNamedType;
  fields: [FieldNode, ...FieldNode[]];
}

class Estimate {
  awsCalls = 0;
  nodes = 0;
  readonly loads = new CallLoads();
  readonly #fragments = new Map<string, { on: string; selectionSet: SelectionSetNode }>();

  constructor(
    readonly schema: GraphQLSchema,
    readonly backend: Backend,
    document: DocumentNode,
    readonly variables: { [name: string]: unknown },
  ) {
    for (const each of document.definitions) {
      if (each.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const { name, typeCondition, selectionSet } = each;
      this.#fragments.set(name.value, { on: typeCondition.name.value, selectionSet });
    }
  }

  /** Adds the cost of selections on `times` objects of a type. */
  add(type: GraphQLNamedType, sets: readonly SelectionSetNode[], times: number, { included, place }: Above): void {
    const selected = new Map<string, Selected>();
    const spread = new Set<string>();
    for (const { selections } of sets) this.#collect(type, selections, selected, spread);
    const known = new Set(included);
    for (const { type: on, fields } of selected.values()) {
      const [field] = fields;
      const definition = isObjectType(on) || isInterfaceType(on) ? on.getFields()[field.name.value] : undefined;
      // Introspection fields are free.
      if (!definition) continue;
      const cost = costOf(definition) ?? {};
      const args = getArgumentValues(definition, field, this.variables);
      const at = cost.everywhere ? everyPlace(this.#locations) : placeOf(args, place);
      const before = this.awsCalls;
      const below = this.#addField(cost, args, times, known);
      const operation = cost.shares ?? `${on.name}.${field.name.value}`;
      if (this.awsCalls > before) this.loads.add(serviceOf(cost), at, operation, this.awsCalls - before);
      const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inner.length > 0)
        this.add(getNamedType(definition.type), inner, below, {
          included: [...included, ...(cost.includes ?? [])],
          place: at,
        });
    }
  }

  get #locations(): number {
    return this.backend.accounts.reduce((sum, { regions }) => sum + regions.length, 0);
  }

  /** Adds the cost of one field; returns the number of objects that the fields below it are resolved on. */
  #addField({ calls = 0, nodes, shares }: FieldCost, args: object, times: number, known: Set<SharedCall>): number {
    this.awsCalls += times * (typeof calls === 'number' ? calls : calls(args, this.backend));
    if (shares && !known.has(shares)) {
      known.add(shares);
      this.awsCalls += times;
    }
    if (!nodes) return times;
    const below = times * nodes(args);
    this.nodes += below;
    return below;
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
