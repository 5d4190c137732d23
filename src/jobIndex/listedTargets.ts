// The targets of the vaults of a list, with their keys. They are made once for a list: to build their texts for each query would take
// longer than to look up what is known of the vaults.
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import type { VaultKey } from '../core/location.ts';
import { targetKey, targetOf, type WatchTarget } from '../watch/watchTarget.ts';

export interface ListedTarget {
  vaultName: string;
  target: WatchTarget;
  /** Of the target. */
  key: string;
}

const known = new WeakMap<readonly VaultRecord[], readonly ListedTarget[]>();

/** Of a list that never changes. */
export function listedTargets(vaults: readonly VaultRecord[]): readonly ListedTarget[] {
  const before = known.get(vaults);
  if (before) return before;
  const targets = vaults.map(listedTarget);
  known.set(vaults, targets);
  return targets;
}

export function listedTarget({ accountId, region, vaultName }: VaultKey): ListedTarget {
  const target = targetOf({ kind: 'GlacierJob', accountId, region, vaultName });
  return { vaultName, target, key: targetKey(target) };
}
