// What the rules of a caller allow on a resource. The most specific rule that allows decides: vault or bucket first, then region, then
// account. Equally specific rules allow what all of them allow. A rule that denies wins over all of them. Without a rule,
// nothing is allowed. Pure.
import type { Location } from '../core/location.ts';
import { type Action, actionsOn, bucketMark, type Resource } from './access.ts';
import { createPattern, type Pattern } from './pattern.ts';
import type { Rule } from './policy.ts';

export interface CompiledRule {
  rule: Rule;
  account: Pattern;
  /** Of a bucket, the word `s3`, which is no region. */
  region: Pattern;
  /** Null for resources outside of vaults. */
  vault: Pattern | null;
  /** Null for all other resources. */
  bucket: Pattern | null;
  actions: ReadonlySet<Action>;
}

export interface Decision {
  allowed: ReadonlySet<Action>;
  /** The most specific rules that allow. */
  allowing: readonly CompiledRule[];
  denying: readonly CompiledRule[];
  /** Matching rules that a more specific one replaces. */
  replaced: readonly CompiledRule[];
}

export function compileRule(rule: Rule): CompiledRule {
  const [account = '', region = '', name] = rule.resource.split('/');
  const pattern = name === undefined ? null : createPattern(name);
  const isBucket = region === bucketMark;
  return {
    rule,
    account: createPattern(account),
    region: createPattern(region),
    vault: isBucket ? null : pattern,
    bucket: isBucket ? pattern : null,
    actions: new Set(rule.actions),
  };
}

export const appliesIn = ({ account, region, bucket }: CompiledRule, location: Location): boolean =>
  bucket === null && account.matches(location.accountId) && region.matches(location.region);

/** A resource that may not be read does not exist for the caller, so no other action on it is possible. */
export const denies = (rule: CompiledRule, action: Action): boolean =>
  rule.actions.has(action) || rule.actions.has('read');

export function decide(rules: readonly CompiledRule[], resource: Resource): Decision {
  let allowing: CompiledRule[] = [];
  const denying: CompiledRule[] = [];
  const replaced: CompiledRule[] = [];
  for (const rule of rules) {
    if (!matches(rule, resource)) continue;
    if (rule.rule.effect === 'deny') {
      denying.push(rule);
      continue;
    }
    const [first] = allowing;
    const order = first ? compare(rule, first) : 1;
    if (order < 0) replaced.push(rule);
    else if (order === 0) allowing.push(rule);
    else {
      replaced.push(...allowing);
      allowing = [rule];
    }
  }
  const allowed = actionsOn(resource).filter(
    (action) =>
      allowing.length > 0 &&
      allowing.every((rule) => rule.actions.has(action)) &&
      !denying.some((rule) => denies(rule, action)),
  );
  return { allowed: new Set(allowed), allowing, denying, replaced };
}

function matches(rule: CompiledRule, resource: Resource): boolean {
  if ('bucketName' in resource)
    return rule.bucket?.matches(resource.bucketName) === true && rule.account.matches(resource.accountId);
  const vaultName = 'vaultName' in resource ? resource.vaultName : null;
  if ((rule.vault === null) !== (vaultName === null)) return false;
  if (!appliesIn(rule, resource)) return false;
  return rule.vault === null || vaultName === null || rule.vault.matches(vaultName);
}

/** Above 0 if the first is more specific. */
const compare = (a: CompiledRule, b: CompiledRule): number =>
  order(a.vault?.specificity ?? a.bucket?.specificity ?? 0, b.vault?.specificity ?? b.bucket?.specificity ?? 0) ||
  order(a.region.specificity, b.region.specificity) ||
  order(a.account.specificity, b.account.specificity);

/** Above 0 if the first is greater. */
export const order = (a: number, b: number): number => (a === b ? 0 : a > b ? 1 : -1);
