// Prepared operations: a document is compiled once, and executed as often as its text is sent. Guarantees:
// - A result equals that of graphql-js: data, the errors with their order, paths and locations, the order of resolver calls.
// - `info` has the members that graphql-js gives it, as getters.
// - No code is generated from text, and nothing of a request is kept. What is compiled has a limit (`estimatedBytes`).
// - A list whose items are there takes no promise. Lists of more than 1,000 fields are completed in turns.
// - An object in a list may be RawJson in the result, or PartialJson if some of its fields are executed each time: one that was
//   met before, or that was completed before a turn. JSON.stringify parses them again; stringifyResult.ts does not. Nothing else
//   of the result shows it. So may a list of the same frozen objects as before.
import {
  assertValidSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { Compiler } from './compiler.ts';
import { conditionsOf } from './conditionsOf.ts';
import { countCompiled } from './countCompiled.ts';
import { executeSelection, executeSerially } from './executeSelection.ts';
import type { FragmentMemory } from './fragments.ts';
import { isPromise } from './isPromise.ts';
import type { Selection } from './plan.ts';
import type { PlannedOperation } from './plannedOperation.ts';
import { type CoercedVariables, prepareVariables } from './prepareVariables.ts';
import type { ResultObject } from './resultObject.ts';
import { Run } from './run.ts';
import { noteRawJson } from './stringifyResult.ts';

export interface PrepareOptions {
  /** Whether a field is a function of its object alone, which nobody changes. Only such fields have fragments. */
  isPure?(field: GraphQLField<unknown, unknown>): boolean;
  /** Whether the type of a value is a function of the value alone. Only lists of such values are known as a whole. */
  hasPureType?(type: GraphQLAbstractType): boolean;
  /** The memory for fragments; without it there are none. */
  fragments?: FragmentMemory;
}

export interface ExecuteArguments {
  rootValue?: unknown;
  /** The context of resolvers. Long lists take the turns of its execution. */
  contextValue?: unknown;
  /** As sent: they are coerced. */
  variableValues?: SentVariables;
  /** What `coerce` returned for these variables, if it was called before. */
  coerced?: CoercedVariables | undefined;
}

export type SentVariables = Readonly<Record<string, unknown>> | null | undefined;

/** A document that is valid, with the name of one of its operations. */
export const prepare = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
  options: PrepareOptions = {},
): PreparedOperation => new PreparedOperation(schema, document, operationName, options);

/** What a field takes in memory, with its share of its selection. */
const fieldBytes = 640;

/** How many fields may be compiled. Few operations have conditions, and of these most use few of their combinations. */
const minFields = 32;
const maxFields = 4_096;
const keptCombinations = 2;

export class PreparedOperation {
  readonly #document: DocumentNode;
  readonly #schema: GraphQLSchema;
  readonly #operationName: string | null | undefined;
  readonly #options: PrepareOptions;
  /** Null if there is no such operation. */
  readonly #planned: PlannedOperation | null;
  readonly #coerce: ReturnType<typeof prepareVariables>;
  readonly #conditions: readonly string[];
  /** By the values of the conditions. */
  readonly #roots = new Map<string, Selection>();
  readonly #maxFields: number;
  #compiledFields = 0;

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operationName: string | null | undefined,
    options: PrepareOptions,
  ) {
    assertValidSchema(schema);
    this.#schema = schema;
    this.#document = document;
    this.#operationName = operationName;
    this.#options = options;
    this.#planned = planOf(schema, document, operationName);
    this.#coerce = prepareVariables(schema, this.#planned?.operation.variableDefinitions ?? []);
    this.#conditions = conditionsOf(document);
    const count = this.#planned ? countCompiled(this.#planned, maxFields) : 0;
    this.#maxFields = Math.max(minFields, this.#conditions.length > 0 ? keptCombinations * count : count);
  }

  /** What compiled selections take at most, beside the document itself. */
  get estimatedBytes(): number {
    return this.#maxFields * fieldBytes;
  }

  /** The variables as resolvers see them, or the errors of those that do not fit. One execution may use them. */
  coerce(sent: SentVariables): CoercedVariables {
    return this.#coerce(sent ?? {});
  }

  execute(given: ExecuteArguments): ExecutionResult | Promise<ExecutionResult> {
    const { rootValue, contextValue, variableValues: sent } = given;
    const planned = this.#planned;
    const rootType = planned?.schema.getRootType(planned.operation.operation);
    if (!planned || !rootType || (sent != null && typeof sent !== 'object')) return this.#refuse(given);
    const { coerced, errors } = given.coerced ?? this.coerce(sent);
    if (errors) return { errors };
    const { execution } = (contextValue ?? {}) as TurnContext;
    const run = new Run(planned, {
      rootValue,
      contextValue,
      variableValues: coerced,
      takeTurn: execution && (() => execution.takeTurn()),
    });
    try {
      const root = this.#rootFor(planned, coerced);
      const isMutation = planned.operation.operation === OperationTypeNode.MUTATION;
      const data = isMutation
        ? executeSerially(run, root, rootValue)
        : executeSelection(run, root, rootValue, undefined);
      if (!isPromise(data)) return resultOf(run, data);
      return data.then(
        (resolved) => resultOf(run, resolved),
        (error: GraphQLError) => failureOf(run, error),
      ) as Promise<ExecutionResult>;
    } catch (error) {
      return failureOf(run, error as GraphQLError);
    }
  }

  /** By graphql-js, which says why the operation cannot be executed. */
  #refuse({ variableValues, ...others }: ExecuteArguments): ExecutionResult | Promise<ExecutionResult> {
    return execute({
      schema: this.#schema,
      document: this.#document,
      operationName: this.#operationName,
      variableValues,
      ...others,
    });
  }

  #rootFor(planned: PlannedOperation, variables: Record<string, unknown>): Selection {
    const key = this.#conditions.map((name) => String(variables[name])).join();
    const known = this.#roots.get(key);
    if (known) return known;
    const compiler = new Compiler(planned, {
      conditions: Object.fromEntries(
        this.#conditions.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
      ),
      isPure: this.#options.isPure ?? (() => false),
      hasPureType: this.#options.hasPureType ?? (() => false),
      fragments: this.#options.fragments ?? null,
      onCompiled: () => this.#count(),
    });
    const root = compiler.compileRoot(planned.schema.getRootType(planned.operation.operation) as never);
    this.#roots.set(key, root);
    return root;
  }

  /** Beyond the limit all is forgotten. Executions in flight keep theirs. */
  #count(): void {
    this.#compiledFields += 1;
    if (this.#compiledFields <= this.#maxFields) return;
    this.#compiledFields = 0;
    this.#roots.clear();
  }
}

interface TurnContext {
  execution?: { takeTurn(): Promise<void> } | undefined;
}

function resultOf(run: Run, data: ResultObject | null): ExecutionResult {
  if (run.hasRawJson && data) noteRawJson(data);
  const { list: errors } = run.errors;
  return errors.length > 0 ? { errors, data } : { data };
}

function failureOf(run: Run, error: GraphQLError): ExecutionResult {
  run.errors.add(error, undefined);
  return resultOf(run, null);
}

/** The parts of a document; null if it does not have the operation. */
function planOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): PlannedOperation | null {
  const operations: OperationDefinitionNode[] = [];
  const fragments: Record<string, PlannedOperation['fragments'][string]> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const matching = operations.filter(({ name }) => operationName == null || name?.value === operationName);
  const operation = matching.at(-1);
  return operation && (operationName != null || matching.length === 1) ? { schema, operation, fragments } : null;
}
