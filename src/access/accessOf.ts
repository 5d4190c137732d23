// Permissions from rules. The most specific rule for a resource decides: vault first, then region, then account. Equally
// specific rules allow what all of them allow. Without a rule, nothing is allowed.
import { createHash } from 'node:crypto';
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import type { Location } from '../core/location.ts';
import { type Access, type Action, actions, type Resource } from './access.ts';
import type { Rule } from './policy.ts';

interface CompiledRule {
  account: Pattern;
  region: Pattern;
  /** Null for resources outside of vaults. */
  vault: Pattern | null;
  actions: ReadonlySet<Action>;
}

const nothing: ReadonlySet<Action> = new Set();

/** The allowed actions by access and resource. Callers share it: they can name any number of vaults. */
export type Decisions = ByteCache<ReadonlySet<Action>>;

export const createDecisions = (): Decisions => new ByteCache(cacheBytes.permissions / 2);

/** Represents every name that only wildcards match: no name contains it. */
const wildcardName = '\0';

export function accessOf(rules: readonly Rule[], decisions = createDecisions()): Access {
  const merged = merge(rules);
  const compiled = [...merged].map(([resource, allowed]) => compile(resource, allowed));
  const accessKey = keyOf(merged);
  const allowedAt = (resource: Resource): ReadonlySet<Action> => {
    const vaultName = 'vaultName' in resource ? resource.vaultName : null;
    const key = `${accessKey} ${resource.accountId} ${resource.region} ${vaultName ?? ''}`;
    let allowed = decisions.get(key);
    if (!allowed) {
      allowed = decide(compiled, resource, vaultName);
      decisions.set(key, allowed);
    }
    return allowed;
  };
  return {
    key: accessKey,
    allows: (action, resource) => allowedAt(resource).has(action),
    vaultsIn: ({ accountId, region }) => {
      const here = compiled.filter((rule) => rule.account.matches(accountId) && rule.region.matches(region));
      const ofVaults = here.flatMap(({ vault, actions: allowed }) => (vault ? [{ vault, allowed }] : []));
      // All names that match the same rules have the same permissions, so one name of each rule is enough.
      const isSome = ofVaults.some(({ vault: { text } }) =>
        allowedAt({ accountId, region, vaultName: text.replaceAll('*', wildcardName) }).has('read'),
      );
      if (!isSome) return 'none';
      const isAll =
        ofVaults.some(({ vault }) => vault.text === '*') && ofVaults.every(({ allowed }) => allowed.has('read'));
      return isAll ? 'all' : 'some';
    },
    reason: 'Ask the operator to extend the policy (POLICY_FILE).',
  };
}

/** Returns one entry per pattern of resources. */
function merge(rules: readonly Rule[]): Map<string, Action[]> {
  const merged = new Map<string, Action[]>();
  for (const { resource, actions: allowed } of rules) {
    const name = resource.replace(/\*+/g, '*');
    const before = merged.get(name) ?? actions;
    merged.set(
      name,
      before.filter((action) => allowed.includes(action)),
    );
  }
  return merged;
}

function compile(resource: string, allowed: readonly Action[]): CompiledRule {
  const [account = '', region = '', vault] = resource.split('/');
  return {
    account: createPattern(account),
    region: createPattern(region),
    vault: vault === undefined ? null : createPattern(vault),
    actions: new Set(allowed),
  };
}

function decide(rules: readonly CompiledRule[], { accountId, region }: Location, vaultName: string | null) {
  let mostSpecific: CompiledRule[] = [];
  for (const rule of rules) {
    if (!matches(rule, accountId, region, vaultName)) continue;
    const [first] = mostSpecific;
    const order = first ? compare(rule, first) : 1;
    if (order > 0) mostSpecific = [rule];
    else if (order === 0) mostSpecific.push(rule);
  }
  const [first, ...others] = mostSpecific;
  if (!first) return nothing;
  if (others.length === 0) return first.actions;
  return new Set([...first.actions].filter((action) => others.every((other) => other.actions.has(action))));
}

function matches(
  { account, region, vault }: CompiledRule,
  accountId: string,
  inRegion: string,
  vaultName: string | null,
) {
  if ((vault === null) !== (vaultName === null)) return false;
  if (!account.matches(accountId) || !region.matches(inRegion)) return false;
  return vault === null || vaultName === null || vault.matches(vaultName);
}

/** Above 0 if the first is more specific. */
const compare = (a: CompiledRule, b: CompiledRule): number =>
  order(a.vault?.specificity ?? 0, b.vault?.specificity ?? 0) ||
  order(a.region.specificity, b.region.specificity) ||
  order(a.account.specificity, b.account.specificity);

const order = (a: number, b: number): number => (a === b ? 0 : a > b ? 1 : -1);

function keyOf(merged: ReadonlyMap<string, readonly Action[]>): string {
  const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return `policy ${createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 32)}`;
}

/** A name pattern. * matches any number of characters. */
interface Pattern {
  readonly text: string;
  /** How specific it is: a plain name before any pattern, and a pattern by its number of literal characters. */
  readonly specificity: number;
  matches(name: string): boolean;
}

/** Matching takes one pass without backtracking: each piece between stars can be matched as early as possible. */
export function createPattern(written: string): Pattern {
  const text = written.replace(/\*+/g, '*');
  const [start = '', ...pieces] = text.split('*');
  const end = pieces.pop();
  if (end === undefined) return { text, specificity: Number.POSITIVE_INFINITY, matches: (name) => name === text };
  const matches = (name: string): boolean => {
    if (name.length < start.length + end.length || !name.startsWith(start) || !name.endsWith(end)) return false;
    const limit = name.length - end.length;
    let at = start.length;
    for (const piece of pieces) {
      const found = name.indexOf(piece, at);
      if (found < 0 || found + piece.length > limit) return false;
      at = found + piece.length;
    }
    return true;
  };
  return { text, specificity: text.replaceAll('*', '').length, matches };
}
