// S3's answer that a bucket is in another region than the request was sent to.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
import { GatewayError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { regionName } from '../../core/partition.ts';
import { responseStatus } from './responseStatus.ts';

export class OtherRegionError extends GatewayError {
  constructor(readonly region: string) {
    super('UPSTREAM_REFUSED', `The bucket is in the region ${region}.`);
  }
}

const isRegion = new RegExp(`^${regionName}$`);

/** Null for any other error. S3 names the region in a header, also in its answers to HEAD, which have no body. */
export function otherRegionOf(error: unknown, { region }: Location): OtherRegionError | null {
  const status = responseStatus(error);
  if (status !== 301 && status !== 307 && status !== 400) return null;
  const { $response } = error as { $response?: { headers?: Record<string, string> } };
  const other = $response?.headers?.['x-amz-bucket-region'];
  return other !== undefined && other !== region && isRegion.test(other) ? new OtherRegionError(other) : null;
}
