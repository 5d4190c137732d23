// The bucket and the key that a request addresses: path style, /bucket/key, or virtual-host style, where the bucket is in front
// of the host name.
import type { RequestHead } from '../../http/service.ts';

export interface S3Address {
  bucket: string | undefined;
  /** Undefined for a request to the bucket. A key can have any characters, slashes at its ends too. */
  key: string | undefined;
}

/** `hosts` are the ends of names of the simulator in front of which a bucket may be, each with a dot. */
export function s3Address({ segments, headers }: RequestHead, hosts: readonly string[]): S3Address {
  const [first = '', ...rest] = segments;
  const bucket = bucketOf(headers.host ?? '', hosts);
  if (bucket !== undefined) return { bucket, key: segments.join('/') || undefined };
  return { bucket: first || undefined, key: first === '' ? undefined : rest.join('/') || undefined };
}

function bucketOf(host: string, hosts: readonly string[]): string | undefined {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  const base = hosts.find((each) => name.endsWith(each));
  return base && name.slice(0, -base.length);
}
