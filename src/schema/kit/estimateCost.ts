// The estimated cost of an operation, from its document and variables alone. Nodes are the product of the page sizes of
// nested lists. AWS calls are counted for each object, and not for each time that the response contains it. Pure.
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
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Backend } from '../../aws/backend.ts';
import type { ServiceLoad } from '../../aws/limiter/drainTime.ts';
import type { ServiceName } from '../../aws/limiter/limiterSettings.ts';
import type { QueryCost } from '../../core/queryCost.ts';
import { nothingKnown } from '../../jobIndex/knownLists.ts';
import { ArgumentValues } from './argumentValues.ts';
import { CallLoads, defaultShare, type LocationShare, shareOf, shareOfEvery } from './callLoads.ts';
import { type CostBasis, costOf, type FieldCost, type SharedCall } from './cost.ts';

export interface CostedOperation {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Nothing is known of AWS's lists if that is omitted. */
type OptionalBasis = Backend & Partial<CostBasis>;

export interface OperationEstimate extends QueryCost {
  /** The number of fields that start jobs. */
  starts: number;
  /** The nodes of one event of a subscription whose arguments name its jobs; else all nodes. */
  eventNodes: number;
  /** The calls of a query to each service of each location; none for other operations, whose calls are not sent at once. */
  loads(): ServiceLoad[];
}

/** Null if the operation is invalid, which its execution will report. Throws for an argument that a list rejects, and for too many values. */
export function estimateCost(
  schema: GraphQLSchema,
  { known = nothingKnown, maxAwsCalls = Number.POSITIVE_INFINITY, ...backend }: OptionalBasis,
  { document, operationName, variables }: CostedOperation,
): OperationEstimate | null {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!root) return null;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 1 });
  if (!coerced) return null;
  const estimate = new Estimate(schema, { ...backend, known, maxAwsCalls }, document, coerced, operation);
  const scope = { objects: new Objects(1, null), times: 1, included: [], location: defaultShare };
  estimate.add(root, [operation.selectionSet], scope);
  const { awsCalls, nodes, starts, events, loads } = estimate;
  return {
    awsCalls: Math.ceil(awsCalls),
    nodes: Math.ceil(nodes),
    starts,
    eventNodes: Math.ceil(nodes / events),
    loads: () => (operation.operation === OperationTypeNode.QUERY ? loads.list() : []),
  };
}

/** The details of a Batch job are S3 Control's. */
const serviceOf = ({ service }: FieldCost, shared: SharedCall | undefined): ServiceName =>
  service ?? (shared === 'DescribeJob' ? 's3Control' : 'glacier');

const sharedCallOf = ({ shares }: FieldCost, args: object): SharedCall | undefined =>
  typeof shares === 'function' ? shares(args) : shares;

/** Fields that are merged into one in the response. */
interface Selected {
  type: GraphQLNamedType;
  fields: [FieldNode, ...FieldNode[]];
}

/** The objects that selections are resolved on, each once, however often the response contains it. */
class Objects {
  readonly types = new Set<string>();
  /** The AWS calls for each of them that are counted already: within a request, none is made twice. */
  readonly #counted = new Set<string>();
  readonly #below = new Map<string, Objects>();

  constructor(
    readonly count: number,
    readonly parent: Objects | null,
  ) {}

  /** Whether a call is not counted yet. From now on it is. */
  counts(call: string): boolean {
    if (this.#counted.has(call)) return false;
    this.#counted.add(call);
    return true;
  }

  /** The objects that a field returns: the same for the same arguments. */
  below(field: string, count: number): Objects {
    const known = this.#below.get(field) ?? new Objects(count, this);
    this.#below.set(field, known);
    return known;
  }

  /** These or the nearest ones around them that are of the type. */
  enclosing(type: string): Objects | null {
    return this.types.has(type) ? this : (this.parent?.enclosing(type) ?? null);
  }
}

interface Scope {
  objects: Objects;
  /** How often the selections are resolved: at least once for each of the objects. */
  times: number;
  /** What the fields above determine. */
  included: readonly SharedCall[];
  location: LocationShare;
}

class Estimate {
  awsCalls = 0;
  nodes = 0;
  starts = 0;
  /** How many events the root field of a subscription begins with. */
  events = 1;
  readonly loads = new CallLoads();
  readonly #values = new ArgumentValues();
  /** The calls that are counted already, by what they read. */
  readonly #readings = new Map<string, number>();
  #readingCalls = 0;
  readonly #fragments = new Map<string, { on: string; selectionSet: SelectionSetNode }>();
  /** A mutation is executed as often as it is written. */
  readonly #repeats: boolean;
  readonly #isSubscription: boolean;

  constructor(
    readonly schema: GraphQLSchema,
    readonly basis: CostBasis,
    document: DocumentNode,
    readonly variables: { [name: string]: unknown },
    { operation }: OperationDefinitionNode,
  ) {
    this.#repeats = operation === OperationTypeNode.MUTATION;
    this.#isSubscription = operation === OperationTypeNode.SUBSCRIPTION;
    for (const each of document.definitions) {
      if (each.kind !== Kind.FRAGMENT_DEFINITION) continue;
      const { name, typeCondition, selectionSet } = each;
      this.#fragments.set(name.value, { on: typeCondition.name.value, selectionSet });
    }
  }

  /** Adds the cost of selections on objects of a type. */
  add(type: GraphQLNamedType, sets: readonly SelectionSetNode[], scope: Scope): void {
    const selected = new Map<string, Selected>();
    const spread = new Set<string>();
    scope.objects.types.add(type.name);
    for (const { selections } of sets) this.#collect(type, selections, selected, spread);
    for (const [response, { type: on, fields }] of selected) {
      const [field] = fields;
      const definition = isObjectType(on) || isInterfaceType(on) ? on.getFields()[field.name.value] : undefined;
      // Introspection fields are free.
      if (!definition) continue;
      const cost = costOf(definition) ?? null;
      const args = getArgumentValues(definition, field, this.variables);
      this.#values.add(args);
      const name = this.#repeats && !scope.objects.parent ? response : `${field.name.value} ${JSON.stringify(args)}`;
      const location = cost?.everywhere ? shareOfEvery(this.#locations) : shareOf(args, scope.location);
      const shared = cost ? sharedCallOf(cost, args) : undefined;
      const operation = shared ?? `${on.name}.${field.name.value}`;
      const before = this.awsCalls;
      const below = cost ? this.#addField(name, cost, args, { ...scope, location }) : scope;
      if (cost && this.awsCalls > before)
        this.loads.add(serviceOf(cost, shared), location, operation, this.awsCalls - before);
      const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inner.length > 0) this.add(getNamedType(definition.type), inner, below);
    }
  }

  get #locations(): number {
    return this.basis.accounts.reduce((sum, { regions }) => sum + regions.length, 0);
  }

  /** Adds the cost of one field; returns the scope of the fields below it. */
  #addField(name: string, cost: FieldCost, args: object, scope: Scope): Scope {
    const { calls = 0, nodes, times, includes = [], leadsBackTo } = cost;
    const { objects, included } = scope;
    const { basis } = this;
    if (cost.starts) this.starts += 1;
    if (objects.counts(name)) {
      this.awsCalls += objects.count * (typeof calls === 'number' ? calls : calls(args, basis, objects.count));
    }
    if (cost.readings) this.awsCalls += this.#addReadings(cost.readings(args, basis));
    const shared = sharedCallOf(cost, args);
    if (shared && !included.includes(shared) && objects.counts(shared)) this.awsCalls += objects.count;
    const listed = nodes?.(args, basis);
    const length = (listed ?? 1) * (times?.(args, basis) ?? 1);
    this.nodes += scope.times * (listed ?? 0);
    if (this.#isSubscription && !objects.parent) this.events = Math.max(1, length);
    const known = leadsBackTo && objects.enclosing(leadsBackTo);
    return {
      objects: known ?? objects.below(name, objects.count * length),
      times: scope.times * length,
      included: [...included, ...includes],
      location: scope.location,
    };
  }

  /** Returns the calls that they add. */
  #addReadings(readings: ReadonlyMap<string, number>): number {
    const before = this.#readingCalls;
    for (const [source, needed] of readings) {
      const counted = this.#readings.get(source) ?? 0;
      this.#readingCalls += Math.max(0, needed - counted);
      this.#readings.set(source, Math.max(needed, counted));
    }
    const { maxAwsCalls } = this.basis;
    return Math.min(this.#readingCalls, maxAwsCalls) - Math.min(before, maxAwsCalls);
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
