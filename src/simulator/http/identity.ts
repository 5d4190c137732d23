// Identity of a request, read from the Authorization header or a presigned URL. Signatures are not verified: any secret key
// works. An access key id of twelve digits is the account itself, LocalStack's convention; any other key belongs to the first
// account. The region 'snow' is us-east-1: with it, S3 Control clients put no account before the host of a custom endpoint.
import type { IncomingHttpHeaders } from 'node:http';
import type { World } from '../world/world.ts';

export interface Identity {
  accountId: string;
  region: string;
}

const scope = /^([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request$/;

interface Signed {
  headers: IncomingHttpHeaders;
  query: URLSearchParams;
}

/** Access key, region and service of the signature; undefined for an unsigned request. */
function scopeOf({ headers, query }: Signed): { accessKeyId: string; region: string; service: string } | undefined {
  const header = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1];
  const [, accessKeyId, region, service] = scope.exec(header ?? query.get('X-Amz-Credential') ?? '') ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

/** The service that the request is signed for. */
export const signedService = (request: Signed): string | undefined => scopeOf(request)?.service;

export function identityOf(request: Signed, world: World): Identity {
  const { accessKeyId = '', region = 'us-east-1' } = scopeOf(request) ?? {};
  const [firstAccount = '000000000000'] = world.accounts.keys();
  return {
    accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : firstAccount,
    region: region === 'snow' ? 'us-east-1' : region,
  };
}
