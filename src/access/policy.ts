// The policy file: which callers may do what, and where. Parsing is pure and reports every error.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { parseJson } from '../core/parseJson.ts';
import { regionName } from '../core/partition.ts';
import { type Action, actions, actionsOfPattern, bucketActions } from './access.ts';
import { type Claims, hasClaim } from './claims.ts';

/**
 * Actions on resources. `account/region/vault` means vaults and their content, `account/s3/bucket` buckets and their objects,
 * `account/region` whatever is outside of both.
 */
export interface Rule {
  /** A pattern of resources. */
  resource: string;
  actions: readonly Action[];
  /** 'deny': the actions are denied, whatever other rules allow. Without it, they are allowed. */
  effect?: 'deny';
  /** Where the file has it, such as `[0].rules.1.resources.0`. */
  at?: string;
}

/** The properties of a caller that a policy can refer to. */
export interface Subject {
  /** The name of the API key. */
  key?: string | undefined;
  /** The claims of the token. */
  claims?: Claims | undefined;
}

/** An element of the file's list. */
export interface Entry {
  callers: { keys?: readonly string[] | undefined; claims?: Readonly<Record<string, string>> | undefined };
  rules: readonly {
    resources: readonly string[];
    actions?: readonly Action[] | undefined;
    deny?: readonly Action[] | undefined;
  }[];
}

export interface Policy {
  /** Differs for every content. */
  readonly digest: string;
  readonly entries: readonly Entry[];
  /** The names and paths of all claims that it names. */
  readonly claimPaths: readonly string[];
  /** The rules of all entries that apply to the caller. */
  rulesFor(subject: Subject): readonly Rule[];
}

const text = (pattern: RegExp) => z.string().check(z.regex(pattern));
const some = <T extends z.ZodMiniType>(item: T) => z.array(item).check(z.minLength(1));

const account = '(\\d{12}|(?=[^/]*\\*)[\\d*]{1,12})';
const region = `(${regionName}|(?=[^/]*\\*)[a-z\\d*-]+)`;
const vaults = `${region}(/(?!\\.{1,2}$)[A-Za-z0-9_.*-]{1,255})?`;
const buckets = 's3/[a-z0-9.*-]{1,63}';
const resource = text(new RegExp(`^${account}/(${buckets}|(?!s3(/|$))${vaults})$`));
const action = z.enum([...actions, ...bucketActions]);

const entry = z.strictObject({
  callers: z.strictObject({
    keys: z.optional(some(z.string().check(z.minLength(1)))),
    claims: z.optional(z.record(z.string().check(z.minLength(1)), z.string())),
  }),
  rules: some(
    z.strictObject({
      resources: some(resource),
      actions: z.optional(z.array(action)),
      deny: z.optional(some(action)),
    }),
  ),
});

const allowed: Record<string, string> = {
  callers: 'an object with keys, claims or both',
  keys: 'a list of names of API keys, at least one',
  claims: 'an object of claims by name or path, each with the string that it must equal or contain',
  rules: 'a list of rules, at least one',
  resources:
    'a list of account/region/vault (vaults), account/s3/bucket (buckets) or account/region (everything else), with * as a wildcard',
  actions: `a list of ${actions.join(', ')}; for buckets ${bucketActions.join(', ')}; an empty list allows nothing`,
  deny: `a list of ${actions.join(', ')}; for buckets ${bucketActions.join(', ')}; at least one`,
};

/** Returns the policy, or the errors of the file. */
export function parsePolicy(json: string): Policy | { faults: string[] } {
  const value = parseJson(json);
  if (value === undefined) return { faults: ['The file is not valid JSON.'] };
  if (!Array.isArray(value) || value.length === 0)
    return { faults: ['The file must contain a list of at least one entry.'] };
  const faults = value.flatMap((each: unknown, index) => faultsOf(each, `[${index}]`));
  if (faults.length > 0) return { faults };
  const entries = value as readonly Entry[];
  return {
    digest: createHash('sha256').update(JSON.stringify(entries)).digest('base64url'),
    entries,
    claimPaths: [...new Set(entries.flatMap(({ callers }) => Object.keys(callers.claims ?? {})))],
    rulesFor: (subject) =>
      entries.flatMap((each, index) => (applies(each.callers, subject) ? rulesOf(each, `[${index}]`) : [])),
  };
}

const rulesOf = ({ rules }: Entry, at: string): Rule[] =>
  rules.flatMap(({ resources, actions: allowing, deny }, rule) =>
    resources.map((each, index) => ({
      resource: each,
      actions: deny ?? allowing ?? [],
      ...(deny ? { effect: 'deny' as const } : {}),
      at: `${at}.rules.${rule}.resources.${index}`,
    })),
  );

const renamed = (key: string) => (key === 'places' ? ' It was renamed to resources.' : '');

function faultsOf(value: unknown, at: string): string[] {
  const parsed = entry.safeParse(value);
  if (!parsed.success) {
    return parsed.error.issues.flatMap((issue) => {
      const path = [at, ...issue.path].join('.');
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => `${path}.${key} is not a known property.${renamed(key)}`);
      const member = issue.path.findLast((step) => typeof step === 'string' && step in allowed);
      if (member === undefined) return [`${path} is invalid. Allowed: an object.`];
      return [`${path} is invalid or missing. Allowed: ${allowed[String(member)]}.`];
    });
  }
  const { callers, rules } = parsed.data;
  const faults: string[] = [];
  if (!callers.keys && Object.keys(callers.claims ?? {}).length === 0)
    faults.push(`${at}.callers names no caller; add keys or claims.`);
  if (callers.claims && Object.keys(callers.claims).length === 0 && callers.keys)
    faults.push(`${at}.callers.claims is empty, which would mean every token; remove it or add a claim.`);
  rules.forEach(({ resources, actions: named, deny }, index) => {
    if (!named === !deny) {
      faults.push(`${at}.rules.${index} needs either actions or deny.`);
      return;
    }
    // A resource that the caller may not read is reported as missing, so no other action on it could succeed.
    if (named && named.length > 0 && !named.includes('read'))
      faults.push(`${at}.rules.${index}.actions allows ${named.join(', ')} without read; add read.`);
    for (const written of resources) {
      const possible = actionsOfPattern(written);
      const other = (named ?? deny ?? []).find((each) => !possible.includes(each));
      if (other !== undefined)
        faults.push(
          `${at}.rules.${index} has the action ${other} on ${written}. Allowed there: ${possible.join(', ')}.`,
        );
    }
  });
  return faults;
}

/** Whether the subject has one of the keys, or all of the claims. */
function applies({ keys, claims }: Entry['callers'], subject: Subject): boolean {
  if (subject.key !== undefined && keys?.includes(subject.key)) return true;
  const actual = subject.claims;
  if (!actual || !claims) return false;
  return Object.entries(claims).every(([path, value]) => hasClaim(actual, path, value));
}
