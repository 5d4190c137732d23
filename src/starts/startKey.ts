// The identity of a start, the same in this process, on all instances and at AWS: a digest of caller, operation, location
// and key, and a digest of the arguments. Pure.
import { createHash } from 'node:crypto';
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

const digest = (value: unknown) => createHash('sha256').update(canonical(value)).digest();

const partsOf = ({ callerId, operation, location, key, part }: StartScope) => [
  callerId,
  operation,
  locationKey(location),
  key,
  part ?? null,
];

/** 120 bits: a description has little room. */
export const startId = (scope: StartScope): string => digest(partsOf(scope)).toString('base64url').slice(0, 20);

/** The ClientRequestToken of S3's CreateJob, which takes up to 64 characters. */
export const clientRequestToken = (scope: StartScope): string => digest(partsOf(scope)).toString('hex');

/** Identifies the arguments. 48 bits are enough: a caller who searches for a collision deceives only themselves. */
export const fingerprintOf = (parameters: object): string => digest(parameters).toString('base64url').slice(0, 8);

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
