// The connections of an SDK client: through the proxy if there is one, and never waiting for a silent server for ever. An
// error names its host: Node names it only when the look-up of the name fails.
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import type { Egress } from '../../egress/createEgress.ts';

/**
 * `attempt` is in milliseconds. Without throwOnRequestTimeout the SDK only warns. The limiter bounds the calls, so the
 * agents have no bound: a stream to a slow reader holds a connection beyond that, and must leave some free. A client that is
 * destroyed destroys its handler, so each client has its own.
 */
export const createRequestHandler = (egress: Egress, attempt: number): NodeHttpHandler =>
  new NamingHttpHandler({
    ...egress.agents({ keepAlive: true }),
    connectionTimeout: attempt,
    requestTimeout: attempt,
    throwOnRequestTimeout: true,
  });

class NamingHttpHandler extends NodeHttpHandler {
  override async handle(request: HttpRequest, options?: HttpHandlerOptions): ReturnType<NodeHttpHandler['handle']> {
    try {
      return await super.handle(request as Parameters<NodeHttpHandler['handle']>[0], options);
    } catch (error) {
      throw error instanceof Error ? Object.assign(error, { host: request.hostname }) : error;
    }
  }
}
