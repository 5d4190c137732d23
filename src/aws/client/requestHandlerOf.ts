// The connections of an SDK client: through the proxy if there is one, and never waiting for a silent server for ever.
import type { Egress } from '../../egress/createEgress.ts';

/**
 * `attempt` is in milliseconds. Without throwOnRequestTimeout the SDK only warns. The limiter bounds the calls, so the
 * agents have no bound: a stream to a slow reader holds a connection beyond that, and must leave some free.
 */
export const requestHandlerOf = (egress: Egress, attempt: number) => ({
  ...egress.agents({ keepAlive: true }),
  connectionTimeout: attempt,
  requestTimeout: attempt,
  throwOnRequestTimeout: true,
});
