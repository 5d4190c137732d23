// A write that AWS accepted with a response that the SDK cannot read. The status and AWS's request id report it: without the
// id, a proxy may have answered in place of AWS.
import type { ResponseMetadata } from '@smithy/types';

/** The metadata of the response; null if the error is not about an accepted write. */
export function acceptedWrite(error: unknown): ResponseMetadata | null {
  const { $metadata } = (error ?? {}) as { $metadata?: ResponseMetadata };
  const { httpStatusCode = 0, requestId } = $metadata ?? {};
  return $metadata && httpStatusCode >= 200 && httpStatusCode < 300 && requestId !== undefined ? $metadata : null;
}
