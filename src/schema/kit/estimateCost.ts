// The estimated cost of an operation, from its document and variables alone. Nodes are the product of the page sizes of
// nested lists. AWS calls are counted for each object, and not for each time that the response contains it. Pure.
import { type DocumentNode, type GraphQLSchema, getOperationAST, getVariableValues, OperationTypeNode } from 'graphql';
import type { Backend } from '../../aws/backend.ts';
import type { ServiceLoad } from '../../aws/limiter/drainTime.ts';
import type { ServiceName } from '../../aws/limiter/limiterSettings.ts';
import type { QueryCost } from '../../core/queryCost.ts';
import { nothingKnown } from '../../jobIndex/knownLists.ts';
import { ArgumentValues } from './argumentValues.ts';
import { CallLoads, defaultShare, type LocationShare, shareOf, shareOfEvery } from './callLoads.ts';
import type { CostBasis, FieldCost, SharedCall } from './cost.ts';
import { CostPlans, type PlannedField, type PlannedSelection } from './costPlans.ts';

export interface OperationEstimate extends QueryCost {
  /** The number of fields that start jobs. */
  starts: number;
  /** The nodes of one event of a subscription whose arguments name its jobs; else all nodes. */
  eventNodes: number;
  /** The calls of a query to each service of each location; none for other operations, whose calls are not sent at once. */
  loads(): ServiceLoad[];
}

/** Of coerced variables. Throws for an argument that a list rejects, and for too many values. */
export function estimatePlanned(
  plans: CostPlans,
  basis: CostBasis,
  variables: Readonly<Record<string, unknown>>,
): OperationEstimate {
  const estimate = new Estimate(basis, variables, plans.kind);
  estimate.add(plans.planFor(variables), {
    objects: new Objects(1, null),
    times: 1,
    included: none,
    location: defaultShare,
  });
  const { awsCalls, nodes, starts, events } = estimate;
  return {
    awsCalls: Math.ceil(awsCalls),
    nodes: Math.ceil(nodes),
    starts,
    eventNodes: Math.ceil(nodes / events),
    loads: () => (plans.kind === OperationTypeNode.QUERY ? estimate.loads.list() : []),
  };
}

/** Nothing is known of AWS's lists if that is omitted. */
type OptionalBasis = Backend & Partial<CostBasis>;

export interface CostedOperation {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The same of a document. Null if the operation is invalid, which its execution will report. */
export function estimateCost(
  schema: GraphQLSchema,
  { known = nothingKnown, maxAwsCalls = Number.POSITIVE_INFINITY, ...backend }: OptionalBasis,
  { document, operationName, variables }: CostedOperation,
): OperationEstimate | null {
  const operation = getOperationAST(document, operationName);
  if (!operation || !schema.getRootType(operation.operation)) return null;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 1 });
  const plans = new CostPlans(schema, document, operation);
  return coerced ? estimatePlanned(plans, { ...backend, known, maxAwsCalls }, coerced) : null;
}

const none: readonly never[] = [];

/** Of shared calls that are not Glacier's. */
const sharedServices: Partial<Record<SharedCall, ServiceName>> = { DescribeJob: 's3Control', ReportManifest: 's3' };

const serviceOf = ({ service }: FieldCost, shared: SharedCall | undefined): ServiceName =>
  service ?? (shared && sharedServices[shared]) ?? 'glacier';

const sharedCallOf = ({ shares }: FieldCost, args: object): SharedCall | undefined =>
  typeof shares === 'function' ? shares(args) : shares;

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

  constructor(
    readonly basis: CostBasis,
    readonly variables: Readonly<Record<string, unknown>>,
    readonly kind: OperationTypeNode,
  ) {}

  /** Adds the cost of a selection. */
  add({ type, fields, values }: PlannedSelection, scope: Scope): void {
    scope.objects.types.add(type);
    this.#values.addCount(values);
    for (const field of fields) {
      const { cost, below } = field;
      const args = field.constant ?? field.argumentsFor(this.variables);
      if (!field.constant) this.#values.add(args, cost?.valuesPerCount);
      const inner = cost ? this.#addCosted(field, cost, args, scope) : scope;
      if (below) this.add(below, inner);
    }
  }

  #addCosted(field: PlannedField, cost: FieldCost, args: object, scope: Scope): Scope {
    // A mutation is executed as often as it is written.
    const isRepeated = this.kind === OperationTypeNode.MUTATION && !scope.objects.parent;
    const name = isRepeated ? field.response : (field.name ?? field.nameWith(args));
    const location = cost.everywhere ? shareOfEvery(this.#locations) : shareOf(args, scope.location);
    const shared = sharedCallOf(cost, args);
    const before = this.awsCalls;
    const below = this.#addField(name, cost, args, { ...scope, location });
    if (this.awsCalls > before)
      this.loads.add(serviceOf(cost, shared), location, shared ?? field.coordinate, this.awsCalls - before);
    return below;
  }

  get #locations(): number {
    return this.basis.accounts.reduce((sum, { regions }) => sum + regions.length, 0);
  }

  /** Adds the cost of one field; returns the scope of the fields below it. */
  #addField(name: string, cost: FieldCost, args: object, scope: Scope): Scope {
    const { calls = 0, nodes, times, includes = none, leadsBackTo } = cost;
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
    if (this.kind === OperationTypeNode.SUBSCRIPTION && !objects.parent) this.events = Math.max(1, length);
    const known = leadsBackTo && objects.enclosing(leadsBackTo);
    return {
      objects: known ?? objects.below(name, objects.count * length),
      times: scope.times * length,
      included: includes.length > 0 ? [...included, ...includes] : included,
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
}
