// The request that the running code belongs to, as AsyncLocalStorage: log lines carry its id, AWS calls join its trace. Ids are
// generated here. Of the client's headers only a valid traceparent is used.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Execution } from '../limits/executionTurns.ts';

/** The kinds of requests in logs and metrics; never a value that a client sends. */
export type RequestKind =
  | 'query'
  | 'mutation'
  | 'subscription'
  | 'graphql'
  | 'graphiql'
  | 'download'
  | 'sns'
  | 'probe'
  | 'other';

/** The client's span. https://www.w3.org/TR/trace-context/#traceparent-header */
export interface RemoteSpan {
  traceId: string;
  spanId: string;
  isSampled: boolean;
}

export interface RequestScope {
  readonly requestId: string;
  /** The address of the client; null if the connection has ended. */
  readonly clientAddress: string | null;
  readonly parent: RemoteSpan | null;
  kind: RequestKind;
  /** The operation name in the document, truncated. */
  operationName: string | null;
  callerId: string | null;
  /** Its AWS calls. */
  usage: { readonly calls: number; readonly cached: number; readonly coalesced: number } | null;
  /** Null if it is not executed. */
  execution: Execution | null;
  /** Its span, if traces are recorded. */
  span: unknown;
}

const traceparent = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

export function parseTraceparent(header: string | string[] | undefined): RemoteSpan | null {
  if (typeof header !== 'string' || header.length > 200) return null;
  const [, traceId, spanId, flags, more] = traceparent.exec(header) ?? [];
  if (!traceId || !spanId || !flags) return null;
  // Version 00 has exactly four fields.
  if (header.startsWith('00') && more !== undefined) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const newScope = (
  kind: RequestKind,
  clientAddress: string | null,
  header?: string | string[],
): RequestScope => ({
  requestId: randomUUID(),
  clientAddress,
  parent: parseTraceparent(header),
  kind,
  operationName: null,
  callerId: null,
  usage: null,
  execution: null,
  span: null,
});

export const requestScope = new AsyncLocalStorage<RequestScope>();

/** The function in the present scope, wherever it is called: an event of a socket has none. */
export function inPresentScope<Arguments extends unknown[]>(
  handle: (...given: Arguments) => void,
): (...given: Arguments) => void {
  const scope = requestScope.getStore();
  return scope ? (...given) => requestScope.run(scope, handle, ...given) : handle;
}
