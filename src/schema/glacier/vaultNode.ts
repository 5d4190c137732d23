// A vault on its way to the caller: its key, and its record where some list or lookup has brought it already. What only
// needs the key costs no AWS call.
import type { VaultRecord } from '../../aws/glacier/vaultRecord.ts';
import type { VaultKey } from '../../core/location.ts';

export interface VaultNode extends VaultKey {
  kind: 'Vault';
  record: VaultRecord | null;
}

export const vaultNode = (record: VaultRecord): VaultNode => ({ ...vaultNodeOf(record), record });

export const vaultNodeOf = ({ accountId, region, vaultName }: VaultKey): VaultNode => ({
  kind: 'Vault',
  accountId,
  region,
  vaultName,
  record: null,
});
