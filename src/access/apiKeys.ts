// The file of API keys: for each name the hashes of its keys, several while one replaces another. Parsing is pure and
// names every fault. A key is looked for among all hashes, in a time that does not tell how near it came.
import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';

export interface KnownKey {
  name: string;
  /** In milliseconds since 1970; null where it never ends. */
  expiresAt: number | null;
  /** Names the key without being it. */
  id: string;
}

export interface ApiKeys {
  /** Undefined for what is no key, or none any more. */
  find(key: string, now: number): KnownKey | undefined;
  /** Whether the key with this id is still one. */
  has(id: string, now: number): boolean;
}

const hash = z.strictObject({
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  expiresAt: z.optional(z.iso.datetime()),
});
const file = z.record(z.string().check(z.regex(/^[A-Za-z0-9_.@-]{1,64}$/)), z.array(hash).check(z.minLength(1)));

/** The keys, or the faults of the file. */
export function parseApiKeys(json: string): { keys: ApiKeys } | { faults: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['not JSON.'] };
  }
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
  if (known.length === 0) return { faults: ['no key.'] };
  const twice = known.filter(({ id }, index) => known.findIndex((other) => other.id === id) !== index);
  if (twice.length > 0) return { faults: twice.map(({ name }) => `a key of ${name} stands twice.`) };
  return { keys: createApiKeys(known) };
}

function faultOf(issue: z.core.$ZodIssue): string[] {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at}.${key} is not a member.`);
  if (issue.code === 'invalid_key')
    return [`${at} is no name; it may be 1 to 64 of the characters A-Z a-z 0-9 _ . @ -.`];
  const [, , member] = issue.path;
  if (member === 'sha256')
    return [`${at} is wrong or missing; it may be a SHA-256 hash, 64 of the characters 0-9 a-f.`];
  if (member === 'expiresAt') return [`${at} is wrong; it may be a time such as 2027-01-31T00:00:00Z.`];
  if (at === '') return ['an object of names, each with a list of keys.'];
  return [`${at} is wrong; it may be a list of {"sha256", "expiresAt"}, at least one.`];
}

function createApiKeys(known: readonly (KnownKey & { hash: Buffer })[]): ApiKeys {
  const isOver = ({ expiresAt }: KnownKey, now: number) => expiresAt !== null && expiresAt <= now;
  return {
    find: (key, now) => {
      const given = createHash('sha256').update(key).digest();
      let found: KnownKey | undefined;
      for (const each of known) if (timingSafeEqual(each.hash, given)) found = each;
      return found && !isOver(found, now) ? found : undefined;
    },
    has: (id, now) => known.some((each) => each.id === id && !isOver(each, now)),
  };
}
