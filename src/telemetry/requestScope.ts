// The request that the running code works for, without its being handed down: log lines carry its id, calls of AWS become
// part of its trace. Ids are made here; of what a client sends, a valid trace id is taken, and nothing else.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** The kinds of requests that are told apart; never a client's words. */
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

/** Of a trace that began elsewhere. https://www.w3.org/TR/trace-context/#traceparent-header */
export interface RemoteSpan {
  traceId: string;
  spanId: string;
  isSampled: boolean;
}

export interface RequestScope {
  readonly requestId: string;
  readonly parent: RemoteSpan | null;
  kind: RequestKind;
  /** The operation's name in its document: a name of GraphQL's grammar, cut to a length. */
  operationName: string | null;
  callerId: string | null;
  /** What it has cost upstream. */
  usage: { readonly calls: number; readonly cached: number; readonly coalesced: number } | null;
  /** Of its trace, whoever records that. */
  span: unknown;
}

const traceparent = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

export function parseTraceparent(header: string | string[] | undefined): RemoteSpan | null {
  if (typeof header !== 'string' || header.length > 200) return null;
  const [, traceId, spanId, flags, more] = traceparent.exec(header) ?? [];
  if (!traceId || !spanId || !flags) return null;
  // Version 00 has exactly these four parts.
  if (header.startsWith('00') && more !== undefined) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const newScope = (kind: RequestKind, header?: string | string[]): RequestScope => ({
  requestId: randomUUID(),
  parent: parseTraceparent(header),
  kind,
  operationName: null,
  callerId: null,
  usage: null,
  span: null,
});

export const requestScope = new AsyncLocalStorage<RequestScope>();
