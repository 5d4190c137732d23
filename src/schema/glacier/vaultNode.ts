// A vault as a GraphQL node: its key and, if a list or lookup has already returned it, its record. The fields of the key
// cost no AWS call.
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
