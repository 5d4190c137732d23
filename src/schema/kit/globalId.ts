// Global IDs of Relay's Node: opaque and versioned. They contain the location, because AWS's names mean nothing without
// it. Decoding is strict: an altered ID never leads to an AWS call. Synchronous, since each node of a list has one.
import { isUtf8 } from 'node:buffer';
import { InvalidInputError, rejectInput } from '../../core/errors.ts';
import type { BatchJobKey, GlacierJobKey, Location, VaultKey } from '../../core/location.ts';

export type NodeKey =
  | ({ type: 'Vault' } & VaultKey)
  | ({ type: 'GlacierJob' } & GlacierJobKey)
  | ({ type: 'BatchJob' } & BatchJobKey)
  | ({ type: 'Inventory' } & GlacierJobKey)
  | ({ type: 'Location' } & Location);

/** What a global ID identifies, in messages. */
const nouns = {
  Vault: 'a vault',
  GlacierJob: 'a Glacier job',
  BatchJob: 'a Batch job',
  Inventory: 'an inventory',
  Location: 'a location',
} as const satisfies Record<NodeKey['type'], string>;

const version = '1';

const encode = (...parts: string[]): string => {
  const text = [version, ...parts].join(' ');
  return Buffer.from(`${text} ${checkOf(text)}`).toString('base64url');
};

/**
 * FNV-1a, in base 36. It detects mistakes and is not a secret: access rules apply to whatever an ID names. It takes half the time
 * of an ID, so the hash is a small integer from the start, and toString(36), which takes as long as the hash, is not used.
 */
function checkOf(text: string): string {
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  let check = '';
  for (let rest = hash >>> 0; rest > 0 || check === ''; rest = Math.floor(rest / 36)) {
    check = digits.charAt(rest % 36) + check;
  }
  return check;
}

const digits = '0123456789abcdefghijklmnopqrstuvwxyz';

export const vaultId = ({ accountId, region, vaultName }: VaultKey): string =>
  encode('Vault', accountId, region, vaultName);

export const glacierJobId = ({ accountId, region, vaultName, jobId }: GlacierJobKey): string =>
  encode('GlacierJob', accountId, region, vaultName, jobId);

export const batchJobId = ({ accountId, region, jobId }: BatchJobKey): string =>
  encode('BatchJob', accountId, region, jobId);

/** The inventory in the output of a job. */
export const inventoryId = ({ accountId, region, vaultName, jobId }: GlacierJobKey): string =>
  encode('Inventory', accountId, region, vaultName, jobId);

export const locationId = ({ accountId, region }: Location): string => encode('Location', accountId, region);

/** InvalidInputError if the text is not an ID of this gateway; null if its checksum is wrong, so no object has it. */
export function decodeId(id: string, path: readonly string[]): NodeKey | null {
  const bytes = Buffer.from(id, 'base64url');
  const text = bytes.toString();
  const end = text.lastIndexOf(' ');
  const named = text.slice(0, end);
  const key = parse(named);
  if (!key || bytes.toString('base64url') !== id) {
    throw new InvalidInputError(
      path,
      `${path.join('.')}: this is not a global ID. Use the value of a field \`id\`; IDs, names and ARNs of AWS are not accepted here.`,
    );
  }
  // Bytes that are no UTF-8 were read as other characters.
  return isUtf8(bytes) && text.slice(end + 1) === checkOf(named) ? key : null;
}

/** `decodeId` for an argument that accepts one type. */
export function decodeIdOf<Type extends NodeKey['type']>(
  type: Type,
  id: string,
  path: readonly string[],
): Extract<NodeKey, { type: Type }> | null {
  const key = decodeId(id, path);
  if (key && key.type !== type) rejectInput(path, `this is the ID of ${nouns[key.type]}, not of ${nouns[type]}.`);
  return key as Extract<NodeKey, { type: Type }> | null;
}

/** Refuses a global ID where AWS's own name or ID is expected. `expected` describes the latter. */
export function refuseGlobalId(value: string, expected: string, path: readonly string[]): void {
  const text = Buffer.from(value, 'base64url').toString();
  const key = parse(text.slice(0, text.lastIndexOf(' ')));
  if (key) rejectInput(path, `this is the global ID of ${nouns[key.type]}; the value must be ${expected}.`);
}

function parse(text: string): NodeKey | null {
  const [readVersion, type, accountId, region, name, jobId, ...rest] = text.split(' ');
  if (readVersion !== version || !accountId || !region || rest.length > 0) return null;
  if (type === 'Location') return name === undefined ? { type, accountId, region } : null;
  if (!name) return null;
  if (type === 'GlacierJob' || type === 'Inventory')
    return jobId ? { type, accountId, region, vaultName: name, jobId } : null;
  if (jobId !== undefined) return null;
  if (type === 'Vault') return { type, accountId, region, vaultName: name };
  return type === 'BatchJob' ? { type, accountId, region, jobId: name } : null;
}
