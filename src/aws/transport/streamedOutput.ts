// Outputs of operations whose body is a stream: what their heads say, by the SDK's own schema, and the bytes as they come.
import { Readable } from 'node:stream';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Dispatcher } from 'undici';

export interface ResponseHead {
  statusCode: number;
  headers: Record<string, string>;
}

/** The output, whose body is the stream. */
export type ReadStreamed = (head: ResponseHead, stream: Readable) => Record<string, unknown>;

type ReadMember = (head: ResponseHead, stream: Readable) => unknown;

/** Null for an operation without such a body, or with a member of another kind than texts of headers. */
export function streamReader(output: NormalizedSchema): ReadStreamed | null {
  const members: [name: string, read: ReadMember][] = [];
  let hasStream = false;
  for (const [name, member] of output.structIterator()) {
    const { httpHeader, httpPayload, httpResponseCode, mediaType } = member.getMergedTraits();
    const isStream = Boolean(httpPayload) && member.isBlobSchema() && member.isStreaming();
    hasStream ||= isStream;
    if (isStream) members.push([name, (_, stream) => stream]);
    else if (httpResponseCode) members.push([name, ({ statusCode }) => statusCode]);
    else if (httpHeader !== undefined && member.isStringSchema() && mediaType === undefined) {
      const header = httpHeader.toLowerCase();
      members.push([name, ({ headers }) => headers[header]]);
    } else return null;
  }
  if (!hasStream) return null;
  return (head, stream) => {
    const record: Record<string, unknown> = {};
    for (const [name, read] of members) {
      const value = read(head, stream);
      if (value !== undefined) record[name] = value;
    }
    return record;
  };
}

/** A plain success. Everything else is read as a whole, and the SDK says what it is. */
export const isStreamed = ({ statusCode, headers }: ResponseHead): boolean =>
  statusCode >= 200 &&
  statusCode < 300 &&
  /^\s*(?:identity)?\s*$/i.test(headers['content-encoding'] ?? '') &&
  !/html/i.test(headers['content-type'] ?? '');

/** In bytes: what the system reads at once. */
const highWaterMark = 64 * 1024;

/** The body of a response at the pace of its reader. If the reader stops early, the request ends. */
export class ResponseStream extends Readable {
  readonly #controller: Dispatcher.DispatchController;
  readonly #onClose: () => void;

  constructor(controller: Dispatcher.DispatchController, onClose: () => void) {
    super({ highWaterMark });
    this.#controller = controller;
    this.#onClose = onClose;
    // A reader that starts later receives the error from its iterator.
    this.on('error', () => undefined);
  }

  add(chunk: Buffer): void {
    if (!this.push(chunk)) this.#controller.pause();
  }

  override _read(): void {
    this.#controller.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#onClose();
    if (!this.readableEnded) this.#controller.abort(error ?? new Error('aborted'));
    callback(error);
  }
}
