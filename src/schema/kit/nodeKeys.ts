// The keys of the IDs that `node` and `nodes` are asked for, with names that AWS can have given. Those of earlier queries are kept,
// because the same IDs are sent again and again. A key is a function of its ID alone, and grants no access.
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import { isVaultName } from '../../core/isVaultName.ts';
import { batchJobKey, glacierJobKey } from '../../core/location.ts';
import { isOpaqueId } from './checks.ts';
import { decodeId, type NodeKey } from './globalId.ts';

interface Decoded {
  id: string;
  key: NodeKey;
}

/** The ID, the parts of its key and the text of the key, in two bytes a character; and their objects. */
const bytesOf = ({ id }: Decoded): number => 5 * id.length + 600;

const decoded = new ByteCache<Decoded>(cacheBytes.decodedIds, { bytesOf });

/** An ID is looked up by its end, the checksum: to hash all of it takes longer than all else. Of IDs with one end the last is kept. */
const endLength = 16;

/** Null if no object can have the ID. InvalidInputError if it is none. */
export function nodeKeyOf(id: string, path: readonly string[]): NodeKey | null {
  const known = decoded.get(id.slice(-endLength));
  if (known?.id === id) return known.key;
  const key = decodeId(id, path);
  if (!key || !isPossible(key)) return null;
  if (key.type === 'BatchJob') batchJobKey.keep(key);
  if (key.type === 'GlacierJob' || key.type === 'Inventory') glacierJobKey.keep(key);
  // A part of a query would keep all of the query.
  const copy = Buffer.from(id).toString();
  decoded.set(copy.slice(-endLength), { id: copy, key: Object.freeze(key) });
  return key;
}

const isPossible = (key: NodeKey): boolean =>
  (!('jobId' in key) || isOpaqueId(key.jobId)) && (!('vaultName' in key) || isVaultName(key.vaultName));
