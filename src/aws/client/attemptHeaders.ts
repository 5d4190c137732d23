// Headers that tell AWS which requests are attempts of one call. The SDK sets them only for its own retries, and here it
// makes none.
import type { FinalizeRequestMiddleware, HttpRequest, MiddlewareStack } from '@smithy/types';
import { maxAttempts } from './retry.ts';

interface Attempts {
  invocationId: string;
  count: number;
}

/** By the input of the call. */
const known = new WeakMap<object, Attempts>();

/** The headers of the next attempt: all attempts with one input carry the invocation id of the first. */
export function nextAttempt(input: object, newId: () => string): Record<string, string> {
  const attempts = known.get(input) ?? { invocationId: newId(), count: 0 };
  known.set(input, attempts);
  attempts.count += 1;
  const { invocationId, count } = attempts;
  return {
    'amz-sdk-invocation-id': invocationId,
    'amz-sdk-request': `attempt=${count}; max=${maxAttempts}`,
  };
}

/** Prepares a client. `isSent` is false for a call that is not sent: it only reads what was received before. */
export function attemptHeaders<Input extends object, Output extends object>(
  client: { middlewareStack: MiddlewareStack<Input, Output> },
  isSent: (input: object) => boolean,
): void {
  const setHeaders: FinalizeRequestMiddleware<Input, Output> = (next) => (args) => {
    const { headers } = args.request as HttpRequest;
    if (isSent(args.input))
      Object.assign(
        headers,
        nextAttempt(args.input, () => headers['amz-sdk-invocation-id'] ?? ''),
      );
    return next(args);
  };
  client.middlewareStack.addRelativeTo(setHeaders, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'attemptHeaders',
  });
}
