// The SDK without its network: a call of a client is answered with what the transport has received, or with nothing at all, so
// that its request can be seen. So the SDK, its middlewares and its errors are the same for both transports.
import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import { isClockSkewCorrectedError } from '@smithy/core/retry';
import type { DeserializeMiddleware, HttpRequest, MetadataBearer, MiddlewareStack, SdkError } from '@smithy/types';
import type { Outcome } from './exchange.ts';

/** A command of the SDK, and a client that sends it. */
export interface SdkCommand {
  input: object;
}

export interface SdkClient {
  send(command: SdkCommand): Promise<MetadataBearer>;
  config: { systemClockOffset: number };
}

type Answer = (request: HttpRequest) => { response: HttpResponse };

/** By the input of the command, which the SDK hands on. */
const answers = new WeakMap<object, Answer>();

export const isAnswered = (input: object): boolean => answers.has(input);

/** Prepares a client; must be the middleware closest to the network. */
export function answerHeld<Input extends object, Output extends object>(client: {
  middlewareStack: MiddlewareStack<Input, Output>;
}): void {
  const answer: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const held = answers.get(args.input);
    return held ? (held(args.request as HttpRequest) as never) : next(args);
  };
  client.middlewareStack.add(answer, { step: 'deserialize', priority: 'low', name: 'answerHeld' });
}

async function sendAnswered(client: SdkClient, command: SdkCommand, answer: Answer): Promise<MetadataBearer> {
  answers.set(command.input, answer);
  try {
    return await client.send(command);
  } finally {
    answers.delete(command.input);
  }
}

/** In milliseconds: the difference of clocks from which the SDK corrects its own. */
const clockSkew = 240_000;

/** What the SDK makes of an outcome: an output or an error. `signedOffset` is the clock's correction when it was sent. */
export async function readBySdk(
  client: SdkClient,
  command: SdkCommand,
  outcome: Outcome,
  signedOffset: number,
): Promise<MetadataBearer> {
  const answer: Answer = () => {
    if (!('statusCode' in outcome)) throw outcome.failure;
    const { statusCode, headers, body, failure } = outcome;
    const unread =
      'failure' in outcome ? failingBody(failure) : new Uint8Array(body.buffer, body.byteOffset, body.length);
    return { response: new HttpResponse({ statusCode, headers: { ...headers }, body: unread }) };
  };
  try {
    return await sendAnswered(client, command, answer);
  } catch (error) {
    markClockSkew(error, outcome, client.config.systemClockOffset, signedOffset);
    throw error;
  }
}

/** A body that came in part. */
const failingBody = (failure: unknown): Readable =>
  new Readable({
    read() {
      this.destroy(failure as Error);
    },
  });

/** The SDK compares the correction with the one when it read the response. Another call may have set that meanwhile. */
function markClockSkew(error: unknown, outcome: Outcome, offset: number, signedOffset: number): void {
  const { $metadata } = error as { $metadata?: { clockSkewCorrected?: true } };
  const isDated = 'statusCode' in outcome && 'date' in outcome.headers && !('age' in outcome.headers);
  if (!$metadata || !isDated || isClockSkewCorrectedError(error as SdkError)) return;
  if (Math.abs(offset) >= clockSkew && offset !== signedOffset) $metadata.clockSkewCorrected = true;
}

class Rehearsed extends Error {
  override readonly name = 'Rehearsed';

  constructor(readonly request: HttpRequest) {
    super('The request is not sent.');
  }
}

/** The request that the SDK would send. Rejects if it would send none. */
export async function rehearse(client: SdkClient, command: SdkCommand): Promise<HttpRequest> {
  const Command = command.constructor as new (input: object) => SdkCommand;
  // An input of its own: what is known of the call by its input stays as it is.
  const twin = new Command({ ...command.input });
  try {
    await sendAnswered(client, twin, (request) => {
      throw new Rehearsed(request);
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.request;
    throw error;
  }
  throw new Error('The SDK answered without a request.');
}
