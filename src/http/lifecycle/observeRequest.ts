// The observation of a request: an id of its own, which the response carries, and on completion one log line and one call of
// each observer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { outputsPath } from '../../outputs/downloads/createOutputLinks.ts';
import type { RequestEnd, RequestObserver } from '../../telemetry/requestObserver.ts';
import { newScope, type RequestKind, type RequestScope, requestScope } from '../../telemetry/requestScope.ts';
import { graphqlPath } from '../createGraphql.ts';
import { probePaths } from '../endpoints/createHealth.ts';
import { snsPath } from '../endpoints/serveSns.ts';
import type { TrustedProxies } from '../guards/createTrustedProxies.ts';
import { pathOf } from '../pathOf.ts';

const requestIdHeader = 'x-request-id';

const kindsByPath = new Map<string, RequestKind>([
  [graphqlPath, 'graphql'],
  [snsPath, 'sns'],
  ...probePaths.map((path) => [path, 'probe'] as const),
]);

function kindOf(request: IncomingMessage): RequestKind {
  const path = pathOf(request);
  return kindsByPath.get(path) ?? (path.startsWith(outputsPath) ? 'download' : 'other');
}

interface Observation {
  observers: readonly RequestObserver[];
  log: Logger;
}

/** Runs `handle` in the scope of the request. */
export function observeRequest(
  { observers, log, proxies }: Observation & { proxies: TrustedProxies },
  request: IncomingMessage,
  response: ServerResponse,
  handle: () => void,
): void {
  const scope = newScope(kindOf(request), proxies.clientAddress(request), request.headers['traceparent']);
  const method = request.method ?? '';
  response.setHeader(requestIdHeader, scope.requestId);
  const ends = observers.map((observer) => observer.begin(scope, method));
  const started = performance.now();
  response.once('close', () => {
    const milliseconds = performance.now() - started;
    const end = { status: response.statusCode, milliseconds, isAborted: !response.writableFinished };
    for (const onEnd of ends) onEnd(end);
    if (log.isLevelEnabled('debug')) requestScope.run(scope, () => log.debug(lineOf(scope, method, end), 'request'));
  });
  requestScope.run(scope, handle);
}

/** The same for an operation over WebSocket, in the scope of its message. */
export async function observeMessage<Result>(
  { observers, log }: Observation,
  handle: () => Promise<Result>,
): Promise<Result> {
  const scope = requestScope.getStore() ?? newScope('graphql', null);
  const method = 'WebSocket';
  const ends = observers.map((observer) => observer.begin(scope, method));
  const started = performance.now();
  let status = 500;
  try {
    const result = await handle();
    status = 200;
    return result;
  } finally {
    const end = { status, milliseconds: performance.now() - started, isAborted: false };
    for (const onEnd of ends) onEnd(end);
    if (log.isLevelEnabled('debug')) log.debug(lineOf(scope, method, end), 'request');
  }
}

function lineOf(scope: RequestScope, method: string, end: RequestEnd) {
  const { kind, operationName, callerId, usage } = scope;
  return {
    method,
    kind,
    ...(operationName === null ? {} : { operationName }),
    ...(callerId === null ? {} : { caller: callerId }),
    ...(usage === null ? {} : { calls: usage.calls }),
    status: end.status,
    milliseconds: Math.round(end.milliseconds),
    ...(end.isAborted ? { isAborted: true } : {}),
  };
}
