// The identity of a start, the same in this process, on all instances and at AWS: a digest of caller, operation, location
// and key, and a digest of the arguments. Both are keyed with the deployment's secret, so that nobody else can compute the
// token of a start. Pure.
import { createHmac } from 'node:crypto';
import { type Location, locationKey } from '../core/location.ts';

export interface StartScope {
  /** The caller whose key it is. */
  callerId: string;
  /** The kind of start. */
  operation: string;
  location: Location;
  key: string;
  /** Identifies one start among those of one call with one key. */
  part?: string;
}

export interface StartKeys {
  /** 120 bits: a description has little room. */
  startId(scope: StartScope): string;
  /** The ClientRequestToken of S3's CreateJob, which takes up to 64 characters. */
  clientRequestToken(scope: StartScope): string;
  /** Identifies the arguments of one start. 48 bits are enough, because only the gateway can compute them. */
  fingerprintOf(startId: string, parameters: object): string;
  /** Equal for equal secrets. It does not reveal them. */
  readonly secretDigest: string;
}

/** Without a secret, tokens are the same after a restart and can be computed by anybody who knows the key. */
const noSecret = 'glacier-graphql';

export function createStartKeys(secret: string | null): StartKeys {
  const digest = (purpose: string, value: unknown) =>
    createHmac('sha256', secret ?? noSecret)
      .update(canonical([purpose, value]))
      .digest();
  return {
    startId: (scope) => digest('start', partsOf(scope)).toString('base64url').slice(0, 20),
    clientRequestToken: (scope) => digest('start', partsOf(scope)).toString('hex'),
    fingerprintOf: (startId, parameters) =>
      digest('arguments', [startId, parameters]).toString('base64url').slice(0, 8),
    secretDigest: digest('secret', null).toString('base64url').slice(0, 16),
  };
}

const partsOf = ({ callerId, operation, location, key, part }: StartScope) => [
  callerId,
  operation,
  locationKey(location),
  key,
  part ?? null,
];

/** Equal values give equal texts, whatever the order of their members and whether or not absent ones are named. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(
          Object.entries(member)
            .filter(([, part]) => part != null)
            .sort(([one], [other]) => (one < other ? -1 : 1)),
        )
      : member,
  );
}
