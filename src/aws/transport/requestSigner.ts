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
  headers: Record<string, string>;
}

const algorithm = 'AWS4-HMAC-SHA256';
const emptyHash = hash('sha256', '');

/** The host writes or changes them on the way. */
const isUnsigned = (name: string): boolean => name === 'user-agent' || name === 'authorization';

/** What all requests of a second, or those with the same headers, have in common. */
interface Common {
  second: number;
  date: string;
  headers: readonly string[];
  /** Of the signed headers, sorted. */
  names: readonly string[];
  joinedNames: string;
}

export class RequestSigner {
  readonly #scope: SigningScope;
  #known: { secret: string; day: string; key: Buffer } | undefined;
  readonly #common: Common = { second: Number.NaN, date: '', headers: [], names: [], joinedNames: '' };

  constructor(scope: SigningScope) {
    this.#scope = scope;
  }

  /** Adds the headers of the signature to the others. `time` is in milliseconds. */
  sign(
    { path, canonicalQuery, headers }: SignableRequest,
    { accessKeyId, secretAccessKey, sessionToken }: AwsCredentialIdentity,
    time: number,
  ): void {
    const date = this.#dateOf(time);
    const day = date.slice(0, 8);
    const { region, service, escapesPath } = this.#scope;
    headers['x-amz-date'] = date;
    headers['x-amz-content-sha256'] = emptyHash;
    if (sessionToken) headers['x-amz-security-token'] = sessionToken;
    const { names, joinedNames } = this.#namesOf(headers);
    let canonical = `GET\n${escapesPath ? path.split('/').map(encodeUri).join('/') : path}\n${canonicalQuery}\n`;
    for (const name of names) canonical += `${name}:${headers[name]}\n`;
    canonical += `\n${joinedNames}\n${emptyHash}`;
    const credentialScope = `${day}/${region}/${service}/aws4_request`;
    const text = `${algorithm}\n${date}\n${credentialScope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', this.#keyOf(secretAccessKey, day)).update(text).digest('hex');
    headers['authorization'] =
      `${algorithm} Credential=${accessKeyId}/${credentialScope}, SignedHeaders=${joinedNames}, Signature=${signature}`;
  }

  /** 20261129T145345Z */
  #dateOf(time: number): string {
    const second = Math.floor(time / 1000);
    if (second !== this.#common.second) {
      this.#common.second = second;
      this.#common.date = `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    }
    return this.#common.date;
  }

  #namesOf(headers: Readonly<Record<string, string>>): Common {
    const common = this.#common;
    const all = Object.keys(headers);
    if (all.length !== common.headers.length || all.some((name, index) => name !== common.headers[index])) {
      common.headers = all;
      common.names = all.filter((name) => !isUnsigned(name)).sort();
      common.joinedNames = common.names.join(';');
    }
    return common;
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
