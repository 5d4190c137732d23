// The subscriptions under way, by what they ask for: who may do the same and asks for the same in the same words shares one.
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  getOperationAST,
} from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../access/caller.ts';
import { createContext, type Services } from '../../context.ts';
import { GatewayError } from '../../core/errors.ts';
import { schema } from '../../schema/index.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { Feed } from '../../watch/feed.ts';
import type { JobSnapshot, WatchFailure } from '../../watch/watchStore.ts';
import type { Graphql } from '../createGraphql.ts';
import { checkVariables } from '../documents/checkVariables.ts';
import { createMaskError } from '../plugins/createMaskError.ts';
import { withUsage } from '../plugins/useAwsUsage.ts';
import type { CostLimit } from '../plugins/useCostLimit.ts';
import { Broadcast, type Rendered } from './broadcast.ts';
import { omitHttpStatus } from './omitHttpStatus.ts';

/** A request as GraphQL has it. */
export interface Operation {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export interface Broadcasts {
  /** Null for an operation that is no subscription, or cannot be read. */
  prepare(
    operation: Operation,
    caller: Caller,
  ): Promise<{ broadcast: Broadcast } | { errors: readonly GraphQLError[] } | null>;
  /** How many there are, for those who look for leaks. */
  readonly size: number;
  /** How many read them, all together. */
  readonly subscribers: number;
}

/** Different subscriptions at once: each is held and executed for itself. */
const mostBroadcasts = 20_000;
const tooManyBroadcasts = () =>
  new GatewayError('SERVICE_UNAVAILABLE', 'The gateway has as many different subscriptions as it can hold.');

/**
 * Addresses of downloads are for one caller, with one credential, and soon over: they are neither told to others nor kept
 * for who comes later. Told from the text, where the name of the field must stand, as this is asked before it is parsed.
 */
const tellsAddresses = (query: string): boolean => /\boutput\b/.test(query);
/** In milliseconds: those who come together get the same. */
const addressesKeptFor = 1_000;

const whoseAddresses = ({ id, credential, expiresAt }: Caller) => [id, credential, expiresAt];

/** What is under way for all ends with the last of them, not with any one. */
const never = new AbortController().signal;

export function createBroadcasts(graphql: Graphql, services: Services, cost: CostLimit, log: Logger): Broadcasts {
  const broadcasts = new Map<string, Broadcast>();
  const maskError = createMaskError(log);
  const masked = (error: unknown) => omitHttpStatus(maskError(error) as GraphQLError);

  /** One event, on a context of its own: what another one has read is of another moment. */
  const render = async (
    document: DocumentNode,
    { operationName, variables }: Operation,
    caller: Caller,
    snapshot: JobSnapshot,
  ) => {
    const context = createContext(services, caller, never);
    if (snapshot.details) context.loaders.batchJob.prime(snapshot.details);
    let result: ExecutionResult;
    try {
      result = await execute({
        schema,
        document,
        rootValue: snapshot,
        contextValue: context,
        variableValues: variables,
        operationName,
      });
    } catch (error) {
      result = { errors: [error as GraphQLError] };
    }
    return rendered(result, context);
  };

  const rendered = ({ data, errors }: ExecutionResult, context: Parameters<typeof withUsage>[1]): Rendered => {
    const told = withUsage({ ...(data === undefined ? {} : { data }), ...(errors ? { errors } : {}) }, context);
    const { extensions, ...rest } = told;
    const content = { ...rest, ...(rest.errors ? { errors: rest.errors.map(masked) } : {}) };
    return { content: JSON.stringify(content), json: JSON.stringify({ ...content, extensions }) };
  };

  return {
    prepare: async (operation, caller) => {
      const { query, operationName, variables } = operation;
      const fault = checkVariables(variables);
      if (fault) return { errors: [masked(fault)] };
      const isPersonal = tellsAddresses(query);
      const whose = [caller.access.key, ...(isPersonal ? whoseAddresses(caller) : [])];
      const key = JSON.stringify([whose, query, operationName ?? null, inOneOrder(variables ?? {})]);
      const known = broadcasts.get(key);
      if (known) return { broadcast: known };

      const { parse, validate } = graphql.getEnveloped({ caller });
      let document: DocumentNode;
      try {
        document = parse(query);
      } catch {
        return null;
      }
      if (getOperationAST(document, operationName)?.operation !== 'subscription') return null;
      const faults = validate(schema, document) as readonly GraphQLError[];
      if (faults.length > 0) return { errors: faults.map(masked) };

      try {
        cost.admit({ document, operationName, variables }, caller.access);
      } catch (error) {
        return { errors: [masked(error)] };
      }
      if (broadcasts.size >= mostBroadcasts) return { errors: [tooManyBroadcasts()] };
      const feed = await createSourceEventStream({
        schema,
        document,
        contextValue: createContext(services, caller, never),
        variableValues: variables,
        operationName,
      });
      if (!(feed instanceof Feed)) return { errors: 'errors' in feed ? (feed.errors ?? []).map(masked) : [] };
      // Somebody else may have asked for the same meanwhile.
      const meanwhile = broadcasts.get(key);
      if (meanwhile) return { broadcast: meanwhile };
      // It outlives the request that it begins with.
      const broadcast: Broadcast = requestScope.exit(
        () =>
          new Broadcast({
            feed,
            render: (snapshot) => render(document, operation, caller, snapshot),
            renderFailure: (failure) =>
              rendered({ data: null, errors: [toGraphqlError(failure)] }, createContext(services, caller, never)),
            maxAgeMs: isPersonal ? addressesKeptFor : undefined,
            onEnd: () => {
              if (broadcasts.get(key) === broadcast) broadcasts.delete(key);
            },
          }),
      );
      broadcasts.set(key, broadcast);
      return { broadcast };
    },
    get size() {
      return broadcasts.size;
    },
    get subscribers() {
      let readers = 0;
      for (const broadcast of broadcasts.values()) readers += broadcast.subscribers;
      return readers;
    },
  };
}

/** What is no GraphQL error is masked, and logged, where it is rendered. */
const toGraphqlError = (failure: WatchFailure | Error): GraphQLError =>
  failure instanceof Error ? (failure as GraphQLError) : new GatewayError(failure.code, failure.message);

/** The same variables, however their keys are ordered. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOneOrder(inner)]),
  );
}
