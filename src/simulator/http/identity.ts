// Identity of a request, read from the Authorization header. Signatures are not verified: any secret key works. An access key id
// of twelve digits is the account itself, LocalStack's convention; any other key belongs to the first account. The region 'snow'
// is us-east-1: with it, S3 Control clients put no account before the host of a custom endpoint.
import type { World } from '../world/world.ts';

export interface Identity {
  accountId: string;
  region: string;
}

const credential = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/[^/,\s]+\/aws4_request/;

export function identityOf(authorization: string | undefined, world: World): Identity {
  const [, accessKeyId = '', region = 'us-east-1'] = credential.exec(authorization ?? '') ?? [];
  const [firstAccount = '000000000000'] = world.accounts.keys();
  return {
    accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : firstAccount,
    region: region === 'snow' ? 'us-east-1' : region,
  };
}
