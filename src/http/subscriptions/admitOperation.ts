// Admission of an operation on a WebSocket: the limits that hold before it is executed, and then what executes it. A
// subscription joins a broadcast; the library executes queries and mutations.
import { type ExecutionArgs, type GraphQLError, parse } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { GatewayError } from '../../core/errors.ts';
import { clientKey } from '../../limits/clientKey.ts';
import type { Limits } from '../../limits/createLimits.ts';
import type { Execution, ExecutionTurns } from '../../limits/executionTurns.ts';
import { schema } from '../../schema/index.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { type PersistedDocuments, withPersisted } from '../documents/persistedDocuments.ts';
import type { Overload } from '../lifecycle/createOverload.ts';
import type { Operations } from '../operations/createOperations.ts';
import type { Broadcast } from './broadcast.ts';
import type { Broadcasts } from './createBroadcasts.ts';
import { omitHttpStatus } from './omitHttpStatus.ts';
import { prepareExecution } from './prepareExecution.ts';
import type { WebSocketClient } from './webSocketClient.ts';

export interface AdmissionServices {
  operations: Operations;
  broadcasts: Broadcasts;
  /** If there are some, only these documents are executed. */
  persisted(): PersistedDocuments | undefined;
  overload: Pick<Overload, 'isOverloaded' | 'isMemoryLow'>;
  /** The order of executions. */
  turns: ExecutionTurns;
  callerLimits: Limits;
}

/** The context of a subscription: the broadcast that it joins. */
export interface Subscribing {
  client: WebSocketClient;
  id: string;
  broadcast: Broadcast;
}

const overloaded = new GatewayError('SERVICE_UNAVAILABLE', 'The gateway is overloaded. Retry in a moment.');

/** The limit of one connection; a client can open more connections. */
const maxOperations = 2_000;
const tooManyOperations = new GatewayError(
  'LIMIT_EXCEEDED',
  `A connection may have at most ${maxOperations} operations in flight. Open another connection.`,
);

/** The library reads only the kind of operation from the document. */
const placeholderDocument = parse('subscription { any }');

/** What the library executes, or errors. */
export async function admitOperation(
  { operations, broadcasts, persisted, overload, turns, callerLimits }: AdmissionServices,
  client: WebSocketClient,
  id: string,
  payload: SubscribePayload,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const masked = (error: GraphQLError) => omitHttpStatus(operations.maskError(error));
  if (overload.isOverloaded || client.isRefused) return [overloaded];
  if (client.inFlight.size > maxOperations) return [tooManyOperations];
  let { query } = payload;
  let execution: Execution;
  try {
    await callerLimits.enforceRequestRate(client.authenticatedCaller, client.address);
    // It ends with the message: see createWebSockets.ts.
    execution = await turns.begin(clientKey(client.authenticatedCaller, client.address));
    Object.assign(requestScope.getStore() ?? {}, { execution });
    ({ query } = withPersisted(persisted(), { ...payload }) as { query: string });
  } catch (error) {
    return [masked(error as GraphQLError)];
  }
  // For an empty name see useOperationName.ts.
  const operation = { query, operationName: payload.operationName || null, variables: payload.variables };
  const prepared = await broadcasts.prepare(operation, client.authenticatedCaller);
  if (prepared === null) {
    client.pendingRequests.add(id);
    const args = prepareExecution(operations, operation, client, masked);
    if (!Array.isArray(args)) await client.takeTurn(execution);
    return args;
  }
  if ('errors' in prepared) return prepared.errors;
  const { broadcast } = prepared;
  if (overload.isMemoryLow) {
    broadcast.endIfUnused();
    return [overloaded];
  }
  try {
    const end = await callerLimits.acquireSubscription(client.authenticatedCaller, client.address);
    if (client.disconnect.signal.aborted) {
      end();
      broadcast.endIfUnused();
    } else client.subscriptions.set(id, end);
  } catch (error) {
    broadcast.endIfUnused();
    return [masked(error as GraphQLError)];
  }
  return { schema, document: placeholderDocument, contextValue: { client, id, broadcast } satisfies Subscribing };
}
