// The members of a record of an inventory as written, in either format.

export interface InventoryFields {
  ArchiveId?: unknown;
  ArchiveDescription?: unknown;
  CreationDate?: unknown;
  Size?: unknown;
  SHA256TreeHash?: unknown;
}
