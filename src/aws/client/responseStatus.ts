// The HTTP status of a failed call, and whether it is one of a moment.

interface Failed {
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number };
}

/** Undefined if no response came. */
export const responseStatus = (error: unknown): number | undefined => {
  const { $metadata, $response }: Failed = error ?? {};
  return $metadata?.httpStatusCode ?? $response?.statusCode;
};

/** A request that came too slowly or too early (RFC 9110, RFC 8470), or whose client seemed to have gone (nginx). */
const ofRequest: ReadonlySet<number> = new Set([408, 425, 499]);

/** Not implemented, an unknown version of HTTP, and a network that asks for a login. */
const final: ReadonlySet<number> = new Set([501, 505, 511]);

/**
 * Whether the same request may succeed later. The SDK knows 500, 502, 503 and 504 alone. Proxies have more: Cloudflare has 520
 * to 530, others 529, 598 and 599.
 */
export const isTransientStatus = (status: number | undefined): boolean =>
  status !== undefined && (ofRequest.has(status) || (status >= 500 && !final.has(status)));
