// The API key file: per name the hashes of its keys, several during a rotation. Parsing is pure and reports every error. A
// key is compared with all hashes in constant time, so that the time reveals nothing about them.
import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { parseJson } from '../core/parseJson.ts';

export interface ApiKey {
  name: string;
  /** In milliseconds since 1970; null if the key does not expire. */
  expiresAt: number | null;
  /** Identifies the key without revealing it. */
  id: string;
}

export interface ApiKeys {
  /** The names in the file. */
  readonly names: readonly string[];
  /** Undefined for an unknown or expired key. */
  find(key: string, now: number): ApiKey | undefined;
  /** The key with this id; undefined if it was removed or has expired. */
  get(id: string, now: number): ApiKey | undefined;
}

const hash = z.strictObject({
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  expiresAt: z.optional(z.iso.datetime()),
});
const file = z.record(z.string().check(z.regex(/^[A-Za-z0-9_.@-]{1,64}$/)), z.array(hash).check(z.minLength(1)));

/** Returns the keys, or the errors of the file. */
export function parseApiKeys(json: string): { keys: ApiKeys } | { faults: string[] } {
  const value = parseJson(json);
  if (value === undefined) return { faults: ['The file is not valid JSON.'] };
  const parsed = file.safeParse(value);
  if (!parsed.success) return { faults: parsed.error.issues.flatMap(faultOf) };
  const known = Object.entries(parsed.data).flatMap(([name, hashes]) =>
    hashes.map(({ sha256, expiresAt }) => ({
      name,
      id: sha256.slice(0, 24),
      hash: Buffer.from(sha256, 'hex'),
      expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt),
    })),
  );
  if (known.length === 0) return { faults: ['The file contains no key; add at least one.'] };
  const duplicates = known.filter(({ id }, index) => known.findIndex((other) => other.id === id) !== index);
  if (duplicates.length > 0)
    return { faults: duplicates.map(({ name }) => `A key of ${name} is listed twice; remove one.`) };
  return { keys: createApiKeys(known) };
}

function faultOf(issue: z.core.$ZodIssue): string[] {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${at}.${key} is not a known property. Allowed: sha256 and expiresAt.`);
  if (issue.code === 'invalid_key')
    return [`${at} is not a valid name. Allowed: 1 to 64 characters of A-Z a-z 0-9 _ . @ -.`];
  const [, , member] = issue.path;
  if (member === 'sha256') return [`${at} is invalid or missing. Allowed: a SHA-256 hash, 64 characters of 0-9 a-f.`];
  if (member === 'expiresAt') return [`${at} is invalid. Allowed: a time such as 2027-01-31T00:00:00Z.`];
  if (at === '') return ['The file must contain an object of names, each with a list of keys.'];
  return [`${at} is invalid. Allowed: a list of at least one {"sha256", "expiresAt"}.`];
}

function createApiKeys(known: readonly (ApiKey & { hash: Buffer })[]): ApiKeys {
  const isExpired = ({ expiresAt }: ApiKey, now: number) => expiresAt !== null && expiresAt <= now;
  return {
    names: [...new Set(known.map(({ name }) => name))],
    find: (key, now) => {
      const digest = createHash('sha256').update(key).digest();
      let found: ApiKey | undefined;
      for (const each of known) if (timingSafeEqual(each.hash, digest)) found = each;
      return found && !isExpired(found, now) ? found : undefined;
    },
    get: (id, now) => known.find((each) => each.id === id && !isExpired(each, now)),
  };
}
