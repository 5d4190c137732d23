// Rules made an answer to "may they?". The tightest rule for a place decides: by its vault first, then its region, then
// its account. Among those that are equally tight, what all of them allow. Where no rule is, nothing is allowed.
import { createHash } from 'node:crypto';
import type { Location } from '../core/location.ts';
import { type Access, type Action, actions, type Resource } from './access.ts';
import { createPattern, type Pattern } from './pattern.ts';
import type { Rule } from './policy.ts';

interface PlacedRule {
  account: Pattern;
  region: Pattern;
  /** Null for what is in no vault. */
  vault: Pattern | null;
  actions: ReadonlySet<Action>;
}

const nothing: ReadonlySet<Action> = new Set();

/** How many places are remembered with what may be done there. */
const remembered = 10_000;

/** Stands for every name that no rule says a letter of: no name has it. */
const anyOther = '\0';

export function accessOf(rules: readonly Rule[]): Access {
  const merged = merge(rules);
  const placed = [...merged].map(([place, allowed]) => toPlaced(place, allowed));
  const known = new Map<string, ReadonlySet<Action>>();
  const allowedAt = (place: Resource): ReadonlySet<Action> => {
    const vaultName = 'vaultName' in place ? place.vaultName : null;
    const key = `${place.accountId} ${place.region} ${vaultName ?? ''}`;
    let allowed = known.get(key);
    if (!allowed) {
      allowed = decide(placed, place, vaultName);
      if (known.size >= remembered) known.clear();
      known.set(key, allowed);
    }
    return allowed;
  };
  return {
    key: keyOf(merged),
    allows: (action, place) => allowedAt(place).has(action),
    vaultsIn: ({ accountId, region }) => {
      const here = placed.filter((rule) => rule.account.matches(accountId) && rule.region.matches(region));
      const ofVaults = here.flatMap(({ vault, actions: allowed }) => (vault ? [{ vault, allowed }] : []));
      // What is allowed changes only from one rule's names to another's: one name of each tells of all of them.
      const isSome = ofVaults.some(({ vault: { text } }) =>
        allowedAt({ accountId, region, vaultName: text.replaceAll('*', anyOther) }).has('read'),
      );
      if (!isSome) return 'none';
      const isAll =
        ofVaults.some(({ vault }) => vault.text === '*') && ofVaults.every(({ allowed }) => allowed.has('read'));
      return isAll ? 'all' : 'some';
    },
    reason: 'The policy does not allow it.',
  };
}

/** One entry for each place. */
function merge(rules: readonly Rule[]): Map<string, Action[]> {
  const merged = new Map<string, Action[]>();
  for (const { place, actions: allowed } of rules) {
    const name = place.replace(/\*+/g, '*');
    const before = merged.get(name) ?? actions;
    merged.set(
      name,
      before.filter((action) => allowed.includes(action)),
    );
  }
  return merged;
}

function toPlaced(place: string, allowed: readonly Action[]): PlacedRule {
  const [account = '', region = '', vault] = place.split('/');
  return {
    account: createPattern(account),
    region: createPattern(region),
    vault: vault === undefined ? null : createPattern(vault),
    actions: new Set(allowed),
  };
}

function decide(rules: readonly PlacedRule[], { accountId, region }: Location, vaultName: string | null) {
  let tightest: PlacedRule[] = [];
  for (const rule of rules) {
    if (!isFor(rule, accountId, region, vaultName)) continue;
    const [first] = tightest;
    const order = first ? compare(rule, first) : 1;
    if (order > 0) tightest = [rule];
    else if (order === 0) tightest.push(rule);
  }
  const [first, ...others] = tightest;
  if (!first) return nothing;
  if (others.length === 0) return first.actions;
  return new Set([...first.actions].filter((action) => others.every((other) => other.actions.has(action))));
}

function isFor({ account, region, vault }: PlacedRule, accountId: string, inRegion: string, vaultName: string | null) {
  if ((vault === null) !== (vaultName === null)) return false;
  if (!account.matches(accountId) || !region.matches(inRegion)) return false;
  return vault === null || vaultName === null || vault.matches(vaultName);
}

/** Above 0 where the first is tighter. */
const compare = (a: PlacedRule, b: PlacedRule): number =>
  order(a.vault?.weight ?? 0, b.vault?.weight ?? 0) ||
  order(a.region.weight, b.region.weight) ||
  order(a.account.weight, b.account.weight);

const order = (a: number, b: number): number => (a === b ? 0 : a > b ? 1 : -1);

function keyOf(merged: ReadonlyMap<string, readonly Action[]>): string {
  const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return `policy ${createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 32)}`;
}
