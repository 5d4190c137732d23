// The policy file: who may do what, and where. Parsing is pure and names every fault.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type Action, actions } from './access.ts';

/** Actions in a place: `account/region/vault` is vaults with all that is in them, `account/region` what is in none. */
export interface Rule {
  place: string;
  actions: readonly Action[];
}

/** Who a caller is, as far as a policy can ask. */
export interface Subject {
  /** The name of the API key. */
  key?: string | undefined;
  /** What a token says. */
  claims?: Readonly<Record<string, unknown>> | undefined;
}

interface Entry {
  callers: { keys?: readonly string[] | undefined; claims?: Readonly<Record<string, string>> | undefined };
  rules: readonly { places: readonly string[]; actions: readonly Action[] }[];
}

export interface Policy {
  /** Another one for each text. */
  readonly digest: string;
  /** All rules for somebody, of whichever entries they stand in. */
  rulesFor(subject: Subject): readonly Rule[];
}

const text = (pattern: RegExp) => z.string().check(z.regex(pattern));
const some = <T extends z.ZodMiniType>(item: T) => z.array(item).check(z.minLength(1));

const account = '(\\d{12}|(?=[^/]*\\*)[\\d*]{1,12})';
const region = '([a-z]{2}(-[a-z]+)+-\\d{1,2}|(?=[^/]*\\*)[a-z\\d*-]+)';
const place = text(new RegExp(`^${account}/${region}(/(?!\\.{1,2}$)[A-Za-z0-9_.*-]{1,255})?$`));

const entry = z.strictObject({
  callers: z.strictObject({
    keys: z.optional(some(z.string().check(z.minLength(1)))),
    claims: z.optional(z.record(z.string().check(z.minLength(1)), z.string())),
  }),
  rules: some(z.strictObject({ places: some(place), actions: z.array(z.enum(actions)) })),
});

const allowed: Record<string, string> = {
  callers: 'an object with keys, claims or both',
  keys: 'a list of names of API keys, at least one',
  claims: 'an object of claims and the text that each must be or hold',
  rules: 'a list of rules, at least one',
  places: 'a list of account/region/vault (vaults) or account/region (what is in no vault), with * in patterns',
  actions: `a list of ${actions.join(', ')}; an empty one allows nothing`,
};

/** The policy, or the faults of the file. */
export function parsePolicy(json: string): Policy | { faults: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['not JSON.'] };
  }
  if (!Array.isArray(value) || value.length === 0) return { faults: ['a list of at least one entry.'] };
  const faults = value.flatMap((each: unknown, index) => faultsOf(each, `[${index}]`));
  if (faults.length > 0) return { faults };
  const entries = value as readonly Entry[];
  return {
    digest: createHash('sha256').update(JSON.stringify(entries)).digest('base64url'),
    rulesFor: (subject) =>
      entries
        .filter(({ callers }) => isMeant(callers, subject))
        .flatMap(({ rules }) => rules)
        .flatMap(({ places, actions }) => places.map((each) => ({ place: each, actions }))),
  };
}

function faultsOf(value: unknown, at: string): string[] {
  const parsed = entry.safeParse(value);
  if (!parsed.success) {
    return parsed.error.issues.flatMap((issue) => {
      const path = [at, ...issue.path].join('.');
      if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${path}.${key} is not a member.`);
      const member = issue.path.findLast((step) => typeof step === 'string' && step in allowed);
      if (member === undefined) return [`${path} is not an object.`];
      return [`${path} is wrong or missing; ${String(member)} is ${allowed[String(member)]}.`];
    });
  }
  const { callers, rules } = parsed.data;
  const faults: string[] = [];
  if (!callers.keys && Object.keys(callers.claims ?? {}).length === 0) faults.push(`${at}.callers names nobody.`);
  if (callers.claims && Object.keys(callers.claims).length === 0 && callers.keys)
    faults.push(`${at}.callers.claims is empty: it would mean every token.`);
  rules.forEach(({ actions: named }, index) => {
    // Who cannot see a thing is told that it is not there: nothing could be done to it.
    if (named.length > 0 && !named.includes('read'))
      faults.push(`${at}.rules.${index}.actions allows ${named.join(', ')} without read.`);
  });
  return faults;
}

/** One of the names, or all of the claims. */
function isMeant({ keys, claims }: Entry['callers'], subject: Subject): boolean {
  if (subject.key !== undefined && keys?.includes(subject.key)) return true;
  const said = subject.claims;
  if (!said || !claims) return false;
  return Object.entries(claims).every(([name, text]) => {
    const value = Object.hasOwn(said, name) ? said[name] : undefined;
    return value === text || (Array.isArray(value) && value.includes(text));
  });
}
