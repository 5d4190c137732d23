// Parsers of the items and changes of lists that instances share. The server is shared with others: a value of the wrong shape,
// or of another list, is undefined.
import type { VaultRecord } from '../../aws/glacier/vaultRecord.ts';
import type { JobChange, VaultChange } from '../../jobIndex/listChanges.ts';
import { vaultListName } from '../../jobIndex/vaultLists.ts';
import type { JobRecord } from '../../jobs/jobState.ts';
import { targetKey, targetOf } from '../../watch/watchTarget.ts';
import { isDate, isJob, isObject } from './parseStored.ts';

export function parseListedJob(list: string, value: unknown): JobRecord | undefined {
  const { jobId } = isObject(value) ? value : {};
  if (typeof jobId !== 'string' || !isJob(value, jobId)) return undefined;
  const job = value as JobRecord;
  // As the records of AWS are: they never change, and what is made of them is kept.
  return targetKey(targetOf(job)) === list ? Object.freeze(job) : undefined;
}

export function parseJobChange(list: string, value: unknown): JobChange | undefined {
  if (!isObject(value)) return undefined;
  const { kind, key, patch } = value;
  if (kind === 'put' || kind === 'seen') {
    const job = parseListedJob(list, value['job']);
    return job && { kind, job };
  }
  const isPatch = kind === 'patch' && isObject(key) && typeof key['jobId'] === 'string' && isObject(patch);
  if (!isPatch) return undefined;
  const change = value as unknown as JobChange & { kind: 'patch' };
  return targetKey(targetOf({ kind: 'BatchJob', ...change.key })) === list ? change : undefined;
}

export function parseListedVault(list: string, value: unknown): VaultRecord | undefined {
  if (!isObject(value) || typeof value['vaultName'] !== 'string') return undefined;
  const areDates = ['creationDate', 'lastInventoryDate'].every((name) => value[name] === null || isDate(value[name]));
  const vault = value as unknown as VaultRecord;
  return areDates && vaultListName(vault) === list ? vault : undefined;
}

export function parseVaultChange(list: string, value: unknown): VaultChange | undefined {
  if (!isObject(value)) return undefined;
  const { kind, vault } = value;
  if (kind === 'created') {
    const created = parseListedVault(list, vault);
    return created && { kind, vault: created };
  }
  const isDeleted = kind === 'deleted' && isObject(vault) && typeof vault['vaultName'] === 'string';
  const change = value as unknown as VaultChange & { kind: 'deleted' };
  return isDeleted && vaultListName(change.vault) === list ? change : undefined;
}
