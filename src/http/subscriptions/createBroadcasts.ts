// The registry of broadcasts: callers with the same permissions who send the same operation share one.
import { createHash } from 'node:crypto';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  getOperationAST,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../access/caller.ts';
import { viewOf } from '../../aws/visibleBackend.ts';
import { type Context, createContext, type Services } from '../../context.ts';
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import type { Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { estimateJsonBytes } from '../../core/estimateJsonBytes.ts';
import type { MaybePromise } from '../../core/maybePromise.ts';
import { stringify, stringifyResult } from '../../execution/stringifyResult.ts';
import { clientKey } from '../../limits/clientKey.ts';
import type { Execution, ExecutionTurns } from '../../limits/executionTurns.ts';
import { type EventAllowance, SubscriptionBudget, type SubscriptionLimits } from '../../limits/subscriptionBudget.ts';
import { schema } from '../../schema/index.ts';
import { forgetChecks } from '../../schema/kit/forgetChecks.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { Feed } from '../../watch/feed.ts';
import type { FeedEvent } from '../../watch/feedEvent.ts';
import type { WatchFailure } from '../../watch/watchStore.ts';
import { checkVariables } from '../documents/checkVariables.ts';
import type { OperationRules } from '../operations/createOperations.ts';
import { withUsage } from '../operations/withUsage.ts';
import { Broadcast } from './broadcast.ts';
import { omitHttpStatus } from './omitHttpStatus.ts';
import type { Rendered } from './renderings.ts';
import { subscriptionKeys } from './subscriptionKeys.ts';

/** A GraphQL request. */
export interface Operation {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export type Prepared = { broadcast: Broadcast } | { errors: readonly GraphQLError[] };

export interface Broadcasts {
  /** Null if the operation is not a subscription, or cannot be parsed. A promise for a new broadcast. */
  prepare(operation: Operation, caller: Caller): MaybePromise<Prepared | null>;
  /** The number of broadcasts. */
  readonly size: number;
  /** The number of subscribers of all broadcasts. */
  readonly subscribers: number;
}

export interface BroadcastSettings {
  /** What the events of one broadcast may cost in a minute. */
  limits: SubscriptionLimits;
  /** Of these limits. */
  clock: Pick<Clock, 'now'>;
  turns: ExecutionTurns;
}

const budgetBytes = 1_024;

/** Each broadcast is executed and kept in memory by itself. */
const maxBroadcasts = 20_000;
const tooMuchMemory = () =>
  new GatewayError(
    'SERVICE_UNAVAILABLE',
    'The events of the subscription take more memory than there is. Select fewer fields or jobs.',
  );
const tooManyBroadcasts = () =>
  new GatewayError(
    'SERVICE_UNAVAILABLE',
    `The gateway has its maximum of ${maxBroadcasts} distinct subscriptions. Retry later.`,
  );

/**
 * Download URLs belong to one caller and credential and expire soon: they are neither shared with other callers nor kept for
 * later subscribers. Decided from the text, which must contain the name of the field, because this precedes parsing.
 */
const containsDownloadUrls = (query: string): boolean => /\boutput\b/.test(query);
/** In milliseconds. Subscribers within this time share the same URLs. */
const downloadUrlMaxAge = 1_000;

/** Operations with the same key have the same events. The query comes last, so that it need not be escaped. */
function keyOf(
  { query, operationName, variables }: Operation,
  { id, credential, expiresAt }: Caller,
  view: string,
): string {
  const owner = containsDownloadUrls(query) ? [id, credential, expiresAt] : [];
  return JSON.stringify([view, ...owner, operationName ?? null, sortKeys(variables ?? {})]) + query;
}

/** A shared execution ends with the last subscriber, not with any one request. */
const neverAborted = new AbortController().signal;

export function createBroadcasts(
  services: Services,
  { documents, cost, maskError }: OperationRules,
  { limits, clock, turns }: BroadcastSettings,
  log: Logger,
): Broadcasts {
  const broadcasts = new Map<string, Broadcast>();
  /** Of broadcasts that have ended. A client that subscribes again and again must not get a new budget each time. */
  const spent = new ByteCache<SubscriptionBudget>(cacheBytes.subscriptionBudgets, { bytesOf: () => budgetBytes });
  const masked = (error: unknown) => omitHttpStatus(maskError(error));

  /** One event, with a context of its own: the loaders of an earlier one have older data. */
  const render = async (
    { query, operationName, variables }: Operation,
    caller: Caller,
    event: FeedEvent,
    jobKeys: readonly string[],
    limits: { allowance: EventAllowance; execution: Execution; queue: string },
  ) => {
    const { allowance } = limits;
    const context = createContext(services, caller, neverAborted, limits);
    // The cache has the document: a broadcast that kept it would hold its syntax tree for as long as it lives.
    const prepared = documents.prepare(documents.parse(query), operationName);
    if (event.details) context.loaders.batchJob.prime(event.details);
    let result: ExecutionResult;
    try {
      result = await prepared.execute({ rootValue: event, contextValue: context, variableValues: variables });
    } catch (error) {
      result = { errors: [error as GraphQLError] };
    }
    return { ...rendered(result, context, jobKeys), isOutdated: allowance.hasRefused ? allowance.isOutdated : null };
  };

  const rendered = ({ data, errors }: ExecutionResult, context: Context, jobKeys: readonly string[] = []): Rendered => {
    forgetChecks(context);
    const result = withUsage({ ...(data === undefined ? {} : { data }), ...(errors ? { errors } : {}) }, context);
    const { extensions, ...rest } = result;
    const content = { ...rest, ...(rest.errors ? { errors: rest.errors.map(masked) } : {}) };
    const [envelope] = Object.values(data ?? {}) as (Record<string, unknown> | null)[];
    return {
      content: stringify([jobKeys.map((key) => envelope?.[key]), content.errors]),
      json: stringifyResult({ ...content, ...(extensions ? { extensions } : {}) }),
    };
  };

  /** A new broadcast of a valid subscription. */
  const create = async (
    key: string,
    document: DocumentNode,
    operation: Operation,
    caller: Caller,
    eventNodes: number,
  ): Promise<Prepared> => {
    const { operationName, variables } = operation;
    const feed = await createSourceEventStream({
      schema,
      document,
      contextValue: createContext(services, caller, neverAborted),
      variableValues: variables,
      operationName,
    });
    if (!(feed instanceof Feed)) return { errors: 'errors' in feed ? (feed.errors ?? []).map(masked) : [] };
    // Another request may have created the same broadcast meanwhile.
    const meanwhile = broadcasts.get(key);
    if (meanwhile) return { broadcast: meanwhile };
    const keys = subscriptionKeys(document, operationName);
    const budgetKey = createHash('sha256').update(key).digest('base64');
    const spending =
      spent.get(budgetKey) ??
      new SubscriptionBudget(limits, clock, () =>
        log.warn(
          { caller: caller.id, subscription: keys.field, ...limits },
          'subscription has used the AWS calls or nodes of a minute; fields that need a call fail until the minute ends',
        ),
      );
    const owner = clientKey(caller, requestScope.getStore()?.clientAddress);
    const holder = services.budget.open({
      owner: caller.id,
      measure: () => broadcast.bytes,
      disconnect: () => broadcast.fail(tooMuchMemory()),
    });
    // The broadcast outlives the request that creates it.
    const broadcast: Broadcast = requestScope.exit(
      () =>
        new Broadcast({
          feed,
          render: async (event) => {
            holder.update();
            const execution = await turns.beginEvent(owner);
            execution.expect({ nodes: eventNodes, awsCalls: 0 });
            try {
              const allowance = spending.beginEvent(eventNodes);
              return await render(operation, caller, event, keys.jobs, { allowance, execution, queue: owner });
            } finally {
              execution.end();
            }
          },
          renderFailure: (failure) =>
            rendered(
              { data: null, errors: [toGraphqlError(failure, keys.field)] },
              createContext(services, caller, neverAborted),
            ),
          maxAgeMs: containsDownloadUrls(operation.query) ? downloadUrlMaxAge : undefined,
          onEnd: () => {
            holder.close();
            if (spending.isInUse) spent.set(budgetKey, spending);
            if (broadcasts.get(key) === broadcast) broadcasts.delete(key);
          },
        }),
    );
    broadcasts.set(key, broadcast);
    holder.charge(estimateJsonBytes(Buffer.from(key)));
    return { broadcast };
  };

  return {
    prepare: (sent, caller) => {
      const { query, operationName } = sent;
      // Without variables, the operation is known by its text.
      const same = hasVariables(sent)
        ? undefined
        : broadcasts.get(keyOf(sent, caller, viewOf(services.backend, caller.access)));
      if (same) return { broadcast: same };
      const error = checkVariables(sent.variables);
      if (error) return { errors: [masked(error)] };
      let document: DocumentNode;
      try {
        document = documents.parse(query);
      } catch {
        return null;
      }
      const definition = getOperationAST(document, operationName);
      if (definition?.operation !== 'subscription') return null;
      const operation = { query, operationName, variables: declaredVariables(definition, sent.variables) };
      const key = keyOf(operation, caller, viewOf(services.backend, caller.access));
      const known = broadcasts.get(key);
      if (known) return { broadcast: known };

      const errors = documents.validate(document);
      if (errors.length > 0) return { errors: errors.map(masked) };
      let eventNodes: number;
      try {
        const prepared = documents.prepare(document, operationName);
        eventNodes = cost.admit(prepared, prepared.coerce(operation.variables), caller)?.eventNodes ?? 0;
      } catch (error) {
        return { errors: [masked(error)] };
      }
      if (broadcasts.size >= maxBroadcasts) return { errors: [tooManyBroadcasts()] };
      return create(key, document, operation, caller, eventNodes);
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

/** Other errors are masked and logged when they are rendered. */
const toGraphqlError = (failure: WatchFailure | Error, field: string): GraphQLError =>
  failure instanceof Error
    ? (failure as GraphQLError)
    : locatedError(new GatewayError(failure.code, failure.message), undefined, [field]);

function hasVariables({ variables }: Operation): boolean {
  for (const _ in variables) return true;
  return false;
}

/** A caller may send any others. They have no effect, and a subscription would keep them for as long as it lives. */
function declaredVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  sent: Operation['variables'],
): Record<string, unknown> {
  const names = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
  return Object.fromEntries(Object.entries(sent ?? {}).filter(([name]) => names.has(name)));
}

/** The value with sorted keys, so that equal variables have equal JSON. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
