// The execution of a query or mutation over HTTP. A plain request of a known document is executed at once. Yoga reads all
// others, and executes them in the same way; it gets a fetch Request, because on a Node request its adapter looks for a body
// that was already read by listing the keys of the text, one for each character.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { andThen, type MaybePromise } from '../../core/maybePromise.ts';
import { acceptedTypes, jsonTypes } from '../acceptedTypes.ts';
import type { Graphql } from '../createGraphql.ts';
import { Disconnect } from '../lifecycle/disconnect.ts';
import type { Operations } from '../operations/createOperations.ts';
import { findOperation, type KnownOperation } from '../operations/findOperation.ts';
import type { SentRequest } from '../operations/readRequest.ts';
import { type JsonType, type RenderedResult, renderResult } from '../operations/renderResult.ts';
import type { Rendering } from '../plugins/useRenderedResult.ts';
import type { ResponseCompression } from '../responseCompression.ts';
import { mediaTypeOf, sendResult } from './sendResult.ts';

export interface ExecutionServices {
  graphql: Graphql;
  operations: Operations;
  compression: ResponseCompression;
}

export function executeRequest(
  { graphql, operations, compression }: ExecutionServices,
  request: IncomingMessage,
  response: ServerResponse,
  sent: SentRequest,
  caller: Caller,
): MaybePromise<void> {
  const disconnect = new Disconnect(response);
  const { signal } = disconnect;
  const { method = 'GET', headers } = request;
  const { json } = acceptedTypes(headers.accept);
  const mediaType = mediaTypeOf(json);
  const known = sent.parameters && findOperation(operations.documents, method, sent.parameters);
  const rendered = known
    ? executeKnown(operations, known, { caller, signal, mediaType })
    : executeByYoga(graphql, method, sent, { caller, signal, mediaType });
  return andThen(rendered, (result) => {
    if (!disconnect.hasHappened) sendResult(request, response, json, result, compression);
  });
}

interface Requester {
  caller: Caller;
  signal: () => AbortSignal;
  mediaType: JsonType;
}

const executeKnown = (
  { createContext, execute }: Operations,
  { operation, variables }: KnownOperation,
  { caller, signal, mediaType }: Requester,
): MaybePromise<RenderedResult> =>
  andThen(execute(operation, variables, createContext(caller, signal)), (result) => renderResult(result, mediaType));

async function executeByYoga(
  graphql: Graphql,
  method: string,
  { text }: SentRequest,
  { caller, signal, mediaType }: Requester,
): Promise<RenderedResult> {
  const { url, body } = text();
  const rendering: Rendering = { mediaType, rendered: null };
  await graphql.fetch(
    new graphql.fetchAPI.Request(new URL(url, 'http://gateway').href, {
      // Node omits the body of a response to HEAD.
      method: method === 'HEAD' ? 'GET' : method,
      headers: { accept: mediaType, 'content-type': jsonTypes.legacy },
      ...(body === undefined ? {} : { body }),
      signal: signal(),
    }),
    { caller, rendering },
  );
  if (!rendering.rendered) throw new Error('Yoga has sent a response without a result.');
  return rendering.rendered;
}
