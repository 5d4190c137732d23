// The connections of an SDK client: through the proxy if there is one, and never waiting for a silent server for ever. An
// error names its host and the proxy: Node names the host only when the look-up of the name fails.
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { HttpHandlerOptions } from '@smithy/types';
import type { Egress } from '../../egress/createEgress.ts';

/**
 * `attempt` is in milliseconds. Without throwOnRequestTimeout the SDK only warns. The limiter bounds the calls, so the
 * agents have no bound: a stream to a slow reader holds a connection beyond that, and must leave some free. A client that is
 * destroyed destroys its handler, so each client has its own.
 */
export const createRequestHandler = (egress: Egress, attempt: number): NodeHttpHandler =>
  new NamingHttpHandler(egress, {
    ...egress.agents({ keepAlive: true }),
    connectionTimeout: attempt,
    requestTimeout: attempt,
    throwOnRequestTimeout: true,
  });

class NamingHttpHandler extends NodeHttpHandler {
  readonly #egress: Egress;

  constructor(egress: Egress, options: NodeHttpHandlerOptions) {
    super(options);
    this.#egress = egress;
  }

  override async handle(
    request: Parameters<NodeHttpHandler['handle']>[0],
    options?: HttpHandlerOptions,
  ): ReturnType<NodeHttpHandler['handle']> {
    try {
      return await super.handle(request, options);
    } catch (error) {
      const { protocol, hostname: host, port } = request;
      const proxy = this.#egress.proxyFor(protocol, host, port);
      throw error instanceof Error ? Object.assign(error, { host, ...(proxy === null ? {} : { proxy }) }) : error;
    }
  }
}
