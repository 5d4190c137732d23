// What a start is known by, here, over all instances and at AWS: a digest of who starts what under which key, and one of
// the arguments. Pure: the same everywhere and always.
import { createHash } from 'node:crypto';
import { type Location, locationKey } from '../core/location.ts';

export interface StartScope {
  /** Whose key it is. */
  callerId: string;
  /** The kind of start. */
  operation: string;
  location: Location;
  key: string;
  /** Of what is started in one call under one key, which. */
  part?: string;
}

const digest = (value: unknown) => createHash('sha256').update(canonical(value)).digest();

const wordsOf = ({ callerId, operation, location, key, part }: StartScope) => [
  callerId,
  operation,
  locationKey(location),
  key,
  part ?? null,
];

/** 120 bits, for a description that has room for little. */
export const startId = (scope: StartScope): string => digest(wordsOf(scope)).toString('base64url').slice(0, 20);

/** AWS takes 64 characters as a token of CreateJob's. */
export const clientRequestToken = (scope: StartScope): string => digest(wordsOf(scope)).toString('hex');

/** Tells arguments apart; 48 bits, since who would look for equal ones would only fool themselves. */
export const fingerprintOf = (parameters: object): string => digest(parameters).toString('base64url').slice(0, 8);

/** Equal values give equal texts, in whichever order their members stand and whether or not absent ones are named. */
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
