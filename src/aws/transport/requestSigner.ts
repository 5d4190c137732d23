// Signatures of requests without a body, with the key of the day kept. The SDK derives it with four hashes for each request,
// or looks it up by another one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHmac, hash } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import { encodeUri } from './requestTarget.ts';

export interface SigningScope {
  region: string;
  service: string;
  /** Whether the path is encoded once more for the signature; not for S3. */
  escapesPath: boolean;
}

export interface SignableRequest {
  path: string;
  canonicalQuery: string;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string>>;
}

const algorithm = 'AWS4-HMAC-SHA256';
const emptyHash = hash('sha256', '');

/** The host writes or changes them on the way. */
const isUnsigned = (name: string): boolean => name === 'user-agent' || name === 'authorization';

export class RequestSigner {
  readonly #scope: SigningScope;
  #known: { secret: string; day: string; key: Buffer } | undefined;

  constructor(scope: SigningScope) {
    this.#scope = scope;
  }

  /** The headers with those of the signature. `time` is in milliseconds. */
  sign(
    { path, canonicalQuery, headers }: SignableRequest,
    { accessKeyId, secretAccessKey, sessionToken }: AwsCredentialIdentity,
    time: number,
  ): Record<string, string> {
    const date = `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const day = date.slice(0, 8);
    const { region, service, escapesPath } = this.#scope;
    const signed: Record<string, string> = { ...headers, 'x-amz-date': date, 'x-amz-content-sha256': emptyHash };
    if (sessionToken) signed['x-amz-security-token'] = sessionToken;
    const names = Object.keys(signed)
      .filter((name) => !isUnsigned(name))
      .sort();
    const canonical = [
      'GET',
      escapesPath ? path.split('/').map(encodeUri).join('/') : path,
      canonicalQuery,
      ...names.map((name) => `${name}:${signed[name]}`),
      '',
      names.join(';'),
      emptyHash,
    ].join('\n');
    const credentialScope = `${day}/${region}/${service}/aws4_request`;
    const text = `${algorithm}\n${date}\n${credentialScope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', this.#keyOf(secretAccessKey, day)).update(text).digest('hex');
    signed['authorization'] =
      `${algorithm} Credential=${accessKeyId}/${credentialScope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return signed;
  }

  #keyOf(secret: string, day: string): Buffer {
    if (this.#known?.secret !== secret || this.#known.day !== day) {
      const { region, service } = this.#scope;
      const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
        (previous, text) => createHmac('sha256', previous).update(text).digest(),
        `AWS4${secret}`,
      );
      this.#known = { secret, day, key: key as Buffer };
    }
    return this.#known.key;
  }
}
