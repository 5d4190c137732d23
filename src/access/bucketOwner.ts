// The account that must own a bucket of a job, by the rules of the caller. The most specific pattern of buckets decides. Pure.
import { type CompiledRule, order } from './decide.ts';

interface Claim {
  owner: string;
  rule: CompiledRule;
}

/** The account of the job, unless a more specific rule lets the caller read a bucket of this name in another account. */
export function bucketOwner(
  rules: readonly CompiledRule[],
  bucketName: string,
  accountId: string,
  isReadable: (owner: string) => boolean,
): string {
  let best: Claim | null = null;
  for (const rule of rules) {
    if (rule.rule.effect === 'deny' || !rule.bucket?.matches(bucketName)) continue;
    const owner = accountOf(rule, accountId);
    if (owner === null || !isReadable(owner)) continue;
    const claim = { owner, rule };
    if (!best || compare(claim, best, accountId) > 0) best = claim;
  }
  return best?.owner ?? accountId;
}

/** A pattern of accounts names none but that of the job. Null if it does not match that one. */
function accountOf({ account }: CompiledRule, accountId: string): string | null {
  if (!account.text.includes('*')) return account.text;
  return account.matches(accountId) ? accountId : null;
}

/**
 * Above 0 if the first one decides. A bucket has one owner, so a rule that names both decides before one that names the bucket
 * alone. Equally specific patterns of buckets say nothing about the owner, whatever their accounts: the job's account comes first.
 */
function compare(a: Claim, b: Claim, accountId: string): number {
  const rankOf = ({ rule: { bucket, account }, owner }: Claim) =>
    [
      bucket?.specificity ?? 0,
      bucket?.specificity === Number.POSITIVE_INFINITY ? account.specificity : 0,
      Number(owner === accountId),
    ] as const;
  const [bucketA, accountA, ownA] = rankOf(a);
  const [bucketB, accountB, ownB] = rankOf(b);
  return order(bucketA, bucketB) || order(accountA, accountB) || order(ownA, ownB);
}
