// Ends calls by a signal. The SDK takes one as an option of send(), but a call with options has its whole middleware
// composed anew, a quarter of what a call costs; without options a client keeps it (cacheMiddleware). So the signal
// travels beside the call: from the input to the request, and from there to the handler that holds the socket.
import type { HttpHandlerOptions } from '@smithy/types';

const signals = new WeakMap<object, AbortSignal>();

interface AbortableClient {
  middlewareStack: { add(middleware: never, options: never): void };
  config: { requestHandler: { handle(request: never, options?: HttpHandlerOptions): Promise<unknown> } };
}

type Next = (args: { input: object; request: object }) => Promise<unknown>;

/** Prepares a client for `abortable`. */
export function makeAbortable(client: AbortableClient): void {
  const carry =
    (next: Next): Next =>
    (args) => {
      const signal = signals.get(args.input);
      if (signal) signals.set(args.request, signal);
      return next(args);
    };
  client.middlewareStack.add(carry as never, { step: 'deserialize', priority: 'low', name: 'abortable' } as never);
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request: never, options?: HttpHandlerOptions) => {
    const abortSignal = signals.get(request);
    return handle(request, abortSignal ? { ...options, abortSignal } : options);
  };
}

/** Sends a command through a prepared client; the signal ends the request under way and the waiting for another try. */
export async function abortable<O>(input: object, signal: AbortSignal, send: () => Promise<O>): Promise<O> {
  signals.set(input, signal);
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([send(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
