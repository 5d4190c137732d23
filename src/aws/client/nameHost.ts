// Failures of a connection name their host in the log. Node names it only when the look-up of the name fails.
import type { DeserializeMiddleware, HttpRequest, MiddlewareStack } from '@smithy/types';

/** Prepares a client: an error that is not AWS's response gets the property `host`. */
export function nameHost<Input extends object, Output extends object>(client: {
  middlewareStack: MiddlewareStack<Input, Output>;
}): void {
  const middleware: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (error instanceof Error && !('$response' in error)) {
        Object.assign(error, { host: (args.request as HttpRequest).hostname });
      }
      throw error;
    }
  };
  client.middlewareStack.add(middleware, { step: 'deserialize', priority: 'low', name: 'nameHost' });
}
