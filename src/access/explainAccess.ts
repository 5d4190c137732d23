// Why a policy allows an action of a caller on a resource, or does not. It takes the decision that the gateway takes. Pure.
import type { Action, Resource } from './access.ts';
import { type CompiledRule, compileRule, decide, denies } from './decide.ts';
import type { Rule } from './policy.ts';

export interface Explanation {
  isAllowed: boolean;
  /** A sentence. */
  reason: string;
  /** The rules that decide; empty if none matches. */
  decidedBy: readonly Rule[];
  /** Matching rules without effect, because a more specific one replaces them or one that denies wins. */
  withoutEffect: readonly Rule[];
}

const rulesOf = (compiled: readonly CompiledRule[]): Rule[] => compiled.map(({ rule }) => rule);

/** `rules`: those of the caller, as Policy.rulesFor returns them. */
export function explainAccess(rules: readonly Rule[], action: Action, resource: Resource): Explanation {
  const { allowed, allowing, denying, replaced } = decide(rules.map(compileRule), resource);
  const refusing = denying.filter((rule) => denies(rule, action));
  const others = denying.filter((rule) => !refusing.includes(rule));
  if (refusing.length > 0) {
    const isByName = refusing.some((rule) => rule.actions.has(action));
    return {
      isAllowed: false,
      reason: isByName ? `A rule denies ${action}, and a denial wins.` : 'A rule denies read, and so every action.',
      decidedBy: rulesOf(refusing),
      withoutEffect: rulesOf([...allowing, ...replaced, ...others]),
    };
  }
  const isAllowed = allowed.has(action);
  return {
    isAllowed,
    reason: isAllowed ? reasonToAllow(allowing.length, action) : reasonToRefuse(rules, allowing, action, resource),
    decidedBy: rulesOf(allowing),
    withoutEffect: rulesOf([...replaced, ...others]),
  };
}

const reasonToAllow = (count: number, action: Action): string =>
  count > 1 ? `The ${count} most specific rules all allow ${action}.` : `The most specific rule allows ${action}.`;

function reasonToRefuse(
  rules: readonly Rule[],
  allowing: readonly CompiledRule[],
  action: Action,
  resource: Resource,
): string {
  if (rules.length === 0) return 'No entry of the policy applies to the caller.';
  if (allowing.length > 1) return `One of the ${allowing.length} most specific rules does not allow ${action}.`;
  if (allowing.length === 1) return `The most specific rule does not allow ${action}.`;
  return `No rule of the caller allows anything there. ${formOf(resource)}`;
}

function formOf(resource: Resource): string {
  if ('bucketName' in resource) return 'Rules for buckets have the form account/s3/bucket.';
  return 'vaultName' in resource
    ? 'Rules for vaults have the form account/region/vault.'
    : 'Rules for what is outside of vaults have the form account/region.';
}
