// The response to a query or mutation, from its rendered result: as JSON, as an event stream of one event, or as 304.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { usedBuffers } from '../../core/usedBuffers.ts';
import { type JsonPart, textOf } from '../../execution/jsonParts.ts';
import { type AcceptedTypes, jsonTypes } from '../acceptedTypes.ts';
import { etagOf, matchesEtag, revalidationHeaders } from '../etag.ts';
import type { JsonType, RenderedResult } from '../operations/renderResult.ts';
import type { CompressedBody, ResponseCompression } from '../responseCompression.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from '../subscriptions/eventStreamFormat.ts';

/**
 * Node sends a short text in one write with the headers, which saves a quarter of the CPU time of a small response. What the
 * client does not read of longer ones waits as bytes, outside the heap.
 */
const maxTextLength = 8 * 1024;

/**
 * The type whose rules decide on the status. For application/json a rejected document has status 200, for clients that ask for
 * that type by name. A client that accepts anything gets the status of the error.
 */
export const mediaTypeOf = (json: AcceptedTypes['json']): JsonType =>
  json === 'any' ? jsonTypes.current : (json ?? jsonTypes.legacy);

export function sendResult(
  request: IncomingMessage,
  response: ServerResponse,
  json: AcceptedTypes['json'],
  { status, headers: more, content, data }: RenderedResult,
  compression: ResponseCompression,
): void {
  const { method, headers } = request;
  // A client that accepts only text/event-stream gets a stream of one event. An invalid GraphQL request is rejected as JSON.
  if (json === null && status === 200) {
    response.writeHead(200, eventStreamHeaders).end(nextEvent(textOf(content)) + completeEvent);
    return;
  }
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && status === 200 && data !== null) {
    const etag = etagOf(data);
    for (const [name, value] of Object.entries({ ...revalidationHeaders, etag })) response.setHeader(name, value);
    if (matchesEtag(etag, headers['if-none-match'])) {
      response.writeHead(304).end();
      return;
    }
  }
  for (const [name, value] of Object.entries(more)) response.setHeader(name, value);
  const type = json === 'any' ? jsonTypes.legacy : mediaTypeOf(json);
  response.setHeader('content-type', `${type}; charset=utf-8`);
  const chunks = content.map(toChunk);
  const length = chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  const compressing = compression.begin(request, length, () => Buffer.concat(chunks.map(toBuffer)));
  if (!compressing) {
    sendChunks(response, status, chunks, length);
    return;
  }
  compressing.then(
    (compressed) => sendCompressed(response, status, compressed),
    // Without memory for it. The response is there.
    () => sendChunks(response, status, chunks, length),
  );
}

function sendCompressed(response: ServerResponse, status: number, { encoding, body }: CompressedBody): void {
  if (response.destroyed) return;
  response.setHeader('vary', withAcceptEncoding(response.getHeader('vary')));
  response.setHeader('content-encoding', encoding);
  response.setHeader('content-length', String(body.length));
  response.writeHead(status).end(body);
}

function withAcceptEncoding(vary: number | string | string[] | undefined): string {
  if (vary === undefined) return 'accept-encoding';
  const text = String(vary);
  return text.includes('accept-encoding') ? text : `${text}, accept-encoding`;
}

function sendChunks(response: ServerResponse, status: number, chunks: Chunk[], length: number): void {
  if (response.destroyed) return;
  response.setHeader('content-length', String(length));
  response.writeHead(status);
  // Node sends what is written in the same tick with one system call.
  const last = chunks.pop();
  for (const { data, encoding } of chunks) response.write(data, encoding);
  response.end(last?.data, last?.encoding ?? 'utf8');
  if (length > maxTextLength) usedBuffers.freed(length);
}

interface Chunk {
  data: JsonPart;
  encoding: BufferEncoding;
  bytes: number;
}

const toBuffer = ({ data, encoding }: Chunk): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data, encoding) : data;

function toChunk(part: JsonPart): Chunk {
  const bytes = Buffer.byteLength(part);
  if (typeof part !== 'string') return { data: part, encoding: 'utf8', bytes };
  // Text in ASCII has the same bytes in Latin-1, which is copied without a conversion.
  const encoding = bytes === part.length ? 'latin1' : 'utf8';
  return { data: bytes > maxTextLength ? Buffer.from(part, encoding) : part, encoding, bytes };
}
