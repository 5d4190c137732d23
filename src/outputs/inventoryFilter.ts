// The filter of an inventory: a predicate that combines all conditions.
import { isVerbatim } from './decodeDescription.ts';
import type { InventoryArchive } from './inventoryArchive.ts';

export interface InventoryFilter {
  archiveId?: string | null | undefined;
  minSizeInBytes?: number | null | undefined;
  maxSizeInBytes?: number | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
  /** Case-insensitive; matched against the decoded name, or the description if there is none. */
  nameContains?: string | null | undefined;
}

export type ArchivePredicate = (archive: InventoryArchive) => boolean;

/** Null without conditions: every archive matches. */
export function predicateOf(filter: InventoryFilter): ArchivePredicate | null {
  const { archiveId, minSizeInBytes, maxSizeInBytes, createdAfter, createdBefore, nameContains } = filter;
  const conditions: ArchivePredicate[] = [];
  // Cheap conditions first.
  if (archiveId != null) conditions.push((archive) => archive.archiveId === archiveId);
  if (minSizeInBytes != null) conditions.push(({ sizeInBytes }) => sizeInBytes >= minSizeInBytes);
  if (maxSizeInBytes != null) conditions.push(({ sizeInBytes }) => sizeInBytes <= maxSizeInBytes);
  if (createdAfter != null) conditions.push(({ creationDate }) => creationDate > createdAfter);
  if (createdBefore != null) conditions.push(({ creationDate }) => creationDate < createdBefore);
  if (nameContains != null) conditions.push(containing(nameContains));
  return conditions.length === 0 ? null : (archive) => conditions.every((condition) => condition(archive));
}

function containing(part: string): ArchivePredicate {
  const lowerCased = part.toLowerCase();
  const isIn = (text: string) => text.toLowerCase().includes(lowerCased);
  return (archive) => {
    const description = archive.archiveDescription ?? '';
    if (isVerbatim(description) && !isIn(description)) return false;
    return isIn(archive.name ?? description);
  };
}
