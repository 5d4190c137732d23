// An archive of an inventory. The date, and the name in its description, are decoded when they are read: a search skips most
// archives without them.
import { isDate, parseDate } from '../core/parseDate.ts';
import { readDescription } from './decodeDescription.ts';
import { type FileDetails, parseFileTime } from './descriptions/fileDetails.ts';

/** The members of a record as written, in either format. */
export interface InventoryFields {
  ArchiveId?: unknown;
  ArchiveDescription?: unknown;
  CreationDate?: unknown;
  Size?: unknown;
  SHA256TreeHash?: unknown;
}

export class InventoryArchive {
  readonly #fields: InventoryFields;
  #description: string | null | undefined;
  #details: FileDetails | undefined;

  /** The fields must be valid: see `faultOf`. */
  constructor(fields: InventoryFields) {
    this.#fields = fields;
  }

  get archiveId(): string {
    return this.#fields.ArchiveId as string;
  }

  get archiveDescription(): string | null {
    if (this.#description === undefined) {
      this.#description = (this.#fields.ArchiveDescription as string | null | undefined) ?? null;
    }
    return this.#description;
  }

  get creationDate(): Date {
    return parseDate(this.#fields.CreationDate as string) as Date;
  }

  get sizeInBytes(): number {
    return this.#fields.Size as number;
  }

  get sha256TreeHash(): string {
    return this.#fields.SHA256TreeHash as string;
  }

  /** A copy with its own strings. The scanner's may be slices that keep a whole chunk alive. */
  detached(): InventoryArchive {
    const { ArchiveId, ArchiveDescription, CreationDate, Size, SHA256TreeHash } = this.#fields;
    const fields: InventoryFields = { ArchiveId, ArchiveDescription, CreationDate, Size, SHA256TreeHash };
    return new InventoryArchive(JSON.parse(JSON.stringify(fields)));
  }

  /** The file name in the description. */
  get name(): string | null {
    return this.#readDescription().name;
  }

  /** The modification time in the description. */
  get modifiedAt(): Date | null {
    return parseFileTime(this.#readDescription().time);
  }

  #readDescription(): FileDetails {
    this.#details ??= readDescription(this.archiveDescription);
    return this.#details;
  }
}

/** Why the fields are not an archive; null if they are one. */
export function faultOf(fields: InventoryFields): string | null {
  const { ArchiveId, ArchiveDescription, CreationDate, Size, SHA256TreeHash } = fields;
  if (typeof ArchiveId !== 'string' || ArchiveId === '') return 'an archive has no ArchiveId';
  if (ArchiveDescription != null && typeof ArchiveDescription !== 'string')
    return 'an archive has an invalid ArchiveDescription';
  if (!isDate(CreationDate)) return 'an archive has an invalid CreationDate';
  if (!Number.isSafeInteger(Size) || (Size as number) < 0) return 'an archive has an invalid Size';
  if (typeof SHA256TreeHash !== 'string') return 'an archive has no SHA256TreeHash';
  return null;
}
