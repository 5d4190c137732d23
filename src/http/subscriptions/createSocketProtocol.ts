// The protocol graphql-transport-ws, as the library implements it, with what the gateway does for each of its messages. Events
// of subscriptions bypass the library, because it would serialize each event once per subscriber.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import type { ExecutionResult } from 'graphql';
import { CloseCode, makeServer, type OperationResult, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { type Authenticator, hasCredentials } from '../../access/authenticator.ts';
import type { Context } from '../../context.ts';
import { GatewayError } from '../../core/errors.ts';
import type { RequestObserver } from '../../telemetry/requestObserver.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { observeMessage } from '../lifecycle/observeRequest.ts';
import { type AdmissionServices, admitOperation, type Subscribing } from './admitOperation.ts';
import { omitHttpStatus } from './omitHttpStatus.ts';
import type { OpenSockets } from './openSockets.ts';
import { SocketResult } from './socketResult.ts';
import { SocketSubscription } from './socketSubscription.ts';
import { credentialsIn, type WebSocketClient } from './webSocketClient.ts';

export interface ProtocolServices extends AdmissionServices {
  authenticator: Authenticator;
  /** Called for each query and mutation. */
  observers: readonly RequestObserver[];
}

/** Ids of clients are UUIDs or numbers. The gateway keeps each one while its operation lives. */
const maxIdLength = 256;
const idTooLong = new GatewayError('BAD_USER_INPUT', `The id of an operation has at most ${maxIdLength} characters.`);
const idTooLongReason = 'Operation id too long';
const duplicateId = new GatewayError('BAD_USER_INPUT', 'Another operation in flight has this id. Use unique ids.');
const duplicateIdReason = 'Subscriber already exists';

const tryAgainLater = 1013;
const tryAgainLaterReason = 'Try again later';
const unauthorizedReason = 'Unauthorized';

export function createSocketProtocol(
  services: ProtocolServices,
  sockets: Pick<OpenSockets, 'requestFinished'>,
  log: Logger,
): Server<WebSocketClient> {
  const { operations, authenticator, observers } = services;
  return makeServer<Record<string, unknown>, WebSocketClient>({
    // The library's own timer comes before the input that arrived during a pause of the process. See createWebSockets.ts.
    connectionInitWaitTimeout: 0,
    onConnect: ({ connectionParams, extra: client }) => authenticate(authenticator, client, connectionParams ?? {}),
    onSubscribe: async ({ extra: client }, id, payload) => {
      // The library identifies operations by id only: of two with the same id one would never end.
      if (client.inFlight.has(id)) {
        client.socket.close(CloseCode.SubscriberAlreadyExists, duplicateIdReason);
        return [duplicateId];
      }
      if (id.length > maxIdLength) {
        client.socket.close(CloseCode.BadRequest, idTooLongReason);
        return [idTooLong];
      }
      client.inFlight.add(id);
      const admitted = await admitOperation(services, client, id, payload);
      if (Array.isArray(admitted)) {
        client.inFlight.delete(id);
        sockets.requestFinished(client, id);
      }
      return admitted;
    },
    // The result is sent already; the library sends `complete` within this turn.
    onComplete: ({ extra: client }, id) => {
      client.subscriptions.get(id)?.();
      client.subscriptions.delete(id);
      client.inFlight.delete(id);
      sockets.requestFinished(client, id);
    },
    onOperation: ({ extra: client }, id, _payload, _args, result) =>
      isResult(result) ? new SocketResult(client, id, result) : result,
    subscribe: ({ contextValue }) => subscribe(contextValue as Subscribing),
    execute: (args) =>
      observeMessage({ observers, log }, async () => {
        const { document, operationName, variableValues, contextValue } = args;
        const operation = operations.documents.prepare(document, operationName);
        const result = await operations.execute(operation, variableValues, contextValue as Context);
        return result.errors ? { ...result, errors: result.errors.map(omitHttpStatus) } : result;
      }),
  });
}

const isResult = (result: OperationResult): result is ExecutionResult => !(Symbol.asyncIterator in result);

/** False to close the connection as forbidden. */
async function authenticate(
  authenticator: Authenticator,
  client: WebSocketClient,
  connectionParams: Record<string, unknown>,
): Promise<boolean> {
  client.isInitialized = true;
  const inUpgrade = hasCredentials(client.credentials);
  try {
    const credentials = inUpgrade ? client.credentials : credentialsIn(connectionParams);
    let caller = await authenticator.authenticate(credentials);
    // The connection lives long, so it begins with the rights of now: a reload may have come meanwhile.
    while (!authenticator.isCurrent(caller)) caller = await authenticator.authenticate(credentials);
    client.caller = caller;
    return true;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.retryable) client.socket.close(tryAgainLater, tryAgainLaterReason);
    // A client repeats the credentials of its upgrade unchanged, so it must not retry. For connection_init the library
    // sends Forbidden.
    else if (inUpgrade && error.code === 'UNAUTHENTICATED')
      client.socket.close(CloseCode.Unauthorized, unauthorizedReason);
    return false;
  }
}

function subscribe({ client, id, broadcast }: Subscribing): SocketSubscription {
  // From here on, the work is that of the broadcast.
  requestScope.getStore()?.execution?.end();
  const subscription = new SocketSubscription(client, id, broadcast);
  const end = client.subscriptions.get(id);
  if (end) {
    client.subscriptions.set(id, () => {
      end();
      void subscription.return();
    });
  }
  return subscription;
}
