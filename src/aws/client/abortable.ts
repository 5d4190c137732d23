// Aborts calls by a signal. The SDK takes one as an option of send(), but a call with options has its whole middleware
// composed anew, which is a quarter of the cost of a call. Without options a client keeps it (cacheMiddleware). So the
// signal travels beside the call: from the input to the request, and from there to the handler that owns the socket.
import type { DeserializeMiddleware, HttpHandlerOptions, MiddlewareStack } from '@smithy/types';

const signals = new WeakMap<object, AbortSignal>();

interface AbortableClient<Input extends object, Output extends object> {
  middlewareStack: MiddlewareStack<Input, Output>;
  config: { requestHandler: { handle(request: object, options?: HttpHandlerOptions): Promise<unknown> } };
}

/** Prepares a client for `abortable`. */
export function makeAbortable<Input extends object, Output extends object>(
  client: AbortableClient<Input, Output>,
): void {
  const passSignal: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const request = args.request as object;
    const signal = signals.get(args.input);
    if (signal) signals.set(request, signal);
    try {
      return await next(args);
    } finally {
      signals.delete(request);
    }
  };
  client.middlewareStack.add(passSignal, { step: 'deserialize', priority: 'low', name: 'abortable' });
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request: object, options?: HttpHandlerOptions) => {
    const abortSignal = signals.get(request);
    return handle(request, abortSignal ? { ...options, abortSignal } : options);
  };
}

/** Sends a command through a prepared client. The signal ends the request in flight and the delay before another attempt. */
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
    signals.delete(input);
  }
}
