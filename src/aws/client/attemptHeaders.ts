// Headers that tell AWS which requests are attempts of one call. The SDK sets them only for its own retries, and here it
// makes none.
import type { FinalizeRequestMiddleware, HttpRequest, MiddlewareStack } from '@smithy/types';
import { maxAttempts } from './retry.ts';

interface Attempts {
  invocationId: string;
  count: number;
}

const invocationHeader = 'amz-sdk-invocation-id';

/** Prepares a client: all attempts with one input carry the invocation id of the first. */
export function attemptHeaders<Input extends object, Output extends object>(client: {
  middlewareStack: MiddlewareStack<Input, Output>;
}): void {
  const known = new WeakMap<object, Attempts>();
  const setHeaders: FinalizeRequestMiddleware<Input, Output> = (next) => (args) => {
    const { headers } = args.request as HttpRequest;
    const attempts = known.get(args.input);
    if (attempts) {
      attempts.count += 1;
      headers[invocationHeader] = attempts.invocationId;
      headers['amz-sdk-request'] = `attempt=${attempts.count}; max=${maxAttempts}`;
    } else known.set(args.input, { invocationId: headers[invocationHeader] ?? '', count: 1 });
    return next(args);
  };
  client.middlewareStack.addRelativeTo(setHeaders, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'attemptHeaders',
  });
}
