// Which archives of an inventory are wanted. All conditions hold at once.
import { isVerbatim } from './decodeDescription.ts';
import type { InventoryArchive } from './inventoryArchive.ts';

export interface InventoryFilter {
  minSizeInBytes?: number | null | undefined;
  maxSizeInBytes?: number | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
  /** Of the decoded name, else of the description; in capital letters or small ones. */
  nameContains?: string | null | undefined;
}

export type Wanted = (archive: InventoryArchive) => boolean;

/** Null where nothing is asked, and so every archive is wanted. */
export function wantedBy(filter: InventoryFilter): Wanted | null {
  const { minSizeInBytes, maxSizeInBytes, createdAfter, createdBefore, nameContains } = filter;
  const conditions: Wanted[] = [];
  // The cheap ones first.
  if (minSizeInBytes != null) conditions.push(({ sizeInBytes }) => sizeInBytes >= minSizeInBytes);
  if (maxSizeInBytes != null) conditions.push(({ sizeInBytes }) => sizeInBytes <= maxSizeInBytes);
  if (createdAfter != null) conditions.push(({ creationDate }) => creationDate > createdAfter);
  if (createdBefore != null) conditions.push(({ creationDate }) => creationDate < createdBefore);
  if (nameContains != null) conditions.push(containing(nameContains));
  return conditions.length === 0 ? null : (archive) => conditions.every((condition) => condition(archive));
}

function containing(part: string): Wanted {
  const wanted = part.toLowerCase();
  const isIn = (text: string) => text.toLowerCase().includes(wanted);
  return (archive) => {
    const description = archive.archiveDescription ?? '';
    if (isVerbatim(description) && !isIn(description)) return false;
    return isIn(archive.name ?? description);
  };
}
