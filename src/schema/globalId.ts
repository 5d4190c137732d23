// The opaque, versioned ids of Relay's Node. They carry where a thing lives, because AWS's own names mean nothing
// without it. Decoding is strict: only what this file wrote is read. Synchronous, since each node of a list has one.

import type { BatchJobKey, GlacierJobKey, VaultKey } from '../aws/location.ts';
import { InvalidInputError } from '../errors.ts';

export type NodeKey =
  | ({ type: 'Vault' } & VaultKey)
  | ({ type: 'GlacierJob' } & GlacierJobKey)
  | ({ type: 'BatchJob' } & BatchJobKey);

const version = '1';

const encode = (...parts: string[]): string => Buffer.from([version, ...parts].join(' ')).toString('base64url');

export const vaultId = ({ accountId, region, vaultName }: VaultKey): string =>
  encode('Vault', accountId, region, vaultName);

export const glacierJobId = ({ accountId, region, vaultName, jobId }: GlacierJobKey): string =>
  encode('GlacierJob', accountId, region, vaultName, jobId);

export const batchJobId = ({ accountId, region, jobId }: BatchJobKey): string =>
  encode('BatchJob', accountId, region, jobId);

/** InvalidInputError for what is no id of this gateway's. */
export function decodeId(id: string, path: readonly string[]): NodeKey {
  const key = parse(Buffer.from(id, 'base64url').toString());
  if (!key || idOf(key) !== id) throw new InvalidInputError(path, `${path.join('.')}: not an id of this gateway's.`);
  return key;
}

function idOf(key: NodeKey): string {
  if (key.type === 'Vault') return vaultId(key);
  return key.type === 'GlacierJob' ? glacierJobId(key) : batchJobId(key);
}

function parse(text: string): NodeKey | null {
  const [readVersion, type, accountId, region, name, jobId, ...rest] = text.split(' ');
  if (readVersion !== version || !accountId || !region || !name || rest.length > 0) return null;
  if (type === 'GlacierJob') return jobId ? { type, accountId, region, vaultName: name, jobId } : null;
  if (jobId !== undefined) return null;
  if (type === 'Vault') return { type, accountId, region, vaultName: name };
  return type === 'BatchJob' ? { type, accountId, region, jobId: name } : null;
}
