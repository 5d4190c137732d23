// Permissions from rules: decisions that are kept, and what they mean for the vaults of a location.
import { createHash } from 'node:crypto';
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { type Access, type Action, actionsOfPattern, type Resource } from './access.ts';
import { bucketOwner } from './bucketOwner.ts';
import { appliesIn, compileRule, decide, denies } from './decide.ts';
import type { Rule } from './policy.ts';

/** The allowed actions by access and resource. Callers share it: they can name any number of vaults. */
export type Decisions = ByteCache<ReadonlySet<Action>>;

export const createDecisions = (): Decisions => new ByteCache(cacheBytes.permissions / 2);

/** Represents every name that only wildcards match: no name contains it. */
const wildcardName = '\0';

export function accessOf(rules: readonly Rule[], decisions = createDecisions()): Access {
  const merged = merge(rules);
  const compiled = merged.map(compileRule);
  const accessKey = keyOf(merged);
  /** The last decision: what is read together is mostly of one vault, and the text of a key takes longer than all else. */
  let last: { accountId: string; region: string; vaultName: string | null; allowed: ReadonlySet<Action> } | null = null;
  const allowedAt = (resource: Resource): ReadonlySet<Action> => {
    if ('bucketName' in resource) return keptAt(resource);
    const { accountId, region } = resource;
    const vaultName = 'vaultName' in resource ? resource.vaultName : null;
    if (last && last.vaultName === vaultName && last.accountId === accountId && last.region === region) {
      return last.allowed;
    }
    const allowed = keptAt(resource);
    last = { accountId, region, vaultName, allowed };
    return allowed;
  };
  const keptAt = (resource: Resource): ReadonlySet<Action> => {
    const key = `${accessKey} ${nameOf(resource)}`;
    let allowed = decisions.get(key);
    if (!allowed) {
      ({ allowed } = decide(compiled, resource));
      decisions.set(key, allowed);
    }
    return allowed;
  };
  return {
    key: accessKey,
    allows: (action, resource) => allowedAt(resource).has(action),
    vaultsIn: (location) => {
      const here = compiled.filter((rule) => rule.vault !== null && appliesIn(rule, location));
      const allowing = here.filter(({ rule }) => rule.effect !== 'deny');
      // All names that match the same rules have the same permissions, so one name of each rule is enough.
      const isSome = allowing.some(({ vault }) =>
        allowedAt({ ...location, vaultName: (vault?.text ?? '').replaceAll('*', wildcardName) }).has('read'),
      );
      if (!isSome) return 'none';
      const isAll =
        allowing.some(({ vault }) => vault?.text === '*') &&
        allowing.every((rule) => rule.actions.has('read')) &&
        !here.some((rule) => rule.rule.effect === 'deny' && denies(rule, 'read'));
      return isAll ? 'all' : 'some';
    },
    ownerOf: (bucketName, accountId) =>
      bucketOwner(compiled, bucketName, accountId, (owner) => allowedAt({ accountId: owner, bucketName }).has('read')),
    reason: 'Ask the operator to extend the policy (POLICY_FILE).',
  };
}

/** No name contains a space. */
function nameOf(resource: Resource): string {
  if ('bucketName' in resource) return `${resource.accountId} ${resource.bucketName}`;
  return `${resource.accountId} ${resource.region} ${'vaultName' in resource ? resource.vaultName : ''}`;
}

/** One rule for each pattern of resources and effect. Equally specific rules allow what all allow, and deny what any denies. */
function merge(rules: readonly Rule[]): Rule[] {
  const merged = new Map<string, Rule>();
  for (const { resource: written, actions: named, effect } of rules) {
    const resource = written.replace(/\*+/g, '*');
    const name = `${effect ?? 'allow'} ${resource}`;
    const all = actionsOfPattern(resource);
    const before = merged.get(name)?.actions ?? (effect === 'deny' ? [] : all);
    const isIn = (action: Action) =>
      effect === 'deny'
        ? before.includes(action) || named.includes(action)
        : before.includes(action) && named.includes(action);
    merged.set(name, { resource, actions: all.filter(isIn), ...(effect ? { effect } : {}) });
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

const keyOf = (merged: readonly Rule[]): string =>
  `policy ${createHash('sha256').update(JSON.stringify(merged)).digest('base64url').slice(0, 32)}`;
