// Tells AWS which requests are tries of one call. The SDK does so for its own repeats alone, and here it makes none.
import { maxAttempts } from './retry.ts';

interface Named {
  id: string;
  tries: number;
}

interface Args {
  input: object;
  request: { headers: Record<string, string> };
}

type Next = (args: Args) => Promise<unknown>;

const invocation = 'amz-sdk-invocation-id';

/** Prepares a client: all tries of an input have the name of the first. */
export function attemptHeaders(client: {
  middlewareStack: { addRelativeTo(middleware: never, options: never): void };
}): void {
  const named = new WeakMap<object, Named>();
  const name =
    (next: Next): Next =>
    (args) => {
      const { headers } = args.request;
      const known = named.get(args.input);
      if (known) {
        known.tries += 1;
        headers[invocation] = known.id;
        headers['amz-sdk-request'] = `attempt=${known.tries}; max=${maxAttempts}`;
      } else named.set(args.input, { id: headers[invocation] ?? '', tries: 1 });
      return next(args);
    };
  client.middlewareStack.addRelativeTo(
    name as never,
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'nameTries' } as never,
  );
}
