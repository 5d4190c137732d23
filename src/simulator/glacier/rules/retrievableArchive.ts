// Finds the archive of a retrieval. A deleted archive is accepted while the last inventory lists it, as AWS may do; its job
// then fails.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { archiveNotFound, missingParameter } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { Archive } from '../../world/archive.ts';
import type { Vault } from '../../world/records.ts';
import { snapshotTime } from '../../world/snapshot.ts';
import { findArchive } from './findArchive.ts';

export function retrievableArchive(
  { ArchiveId: id }: JobParameters,
  vault: Vault,
  { now }: Pick<OperationContext, 'now'>,
): Archive {
  if (id === undefined) throw missingParameter('ArchiveId');
  const archive = findArchive(vault, id);
  const forgotten = archive?.deletedAt !== undefined && archive.deletedAt < snapshotTime(now);
  if (!archive || forgotten) throw archiveNotFound(id);
  return archive;
}
