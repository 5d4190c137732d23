// An archive as an inventory lists it. What is costly and seldom asked for, its date and the name in its description,
// is made when it is: most archives of a search are looked at once and left out.
import { readDescription } from './decodeDescription.ts';
import { type WrittenDetails, writtenTime } from './descriptions/fileDetails.ts';

/** The members of a record as they stand there, whichever its format. */
export interface InventoryFields {
  ArchiveId?: unknown;
  ArchiveDescription?: unknown;
  CreationDate?: unknown;
  Size?: unknown;
  SHA256TreeHash?: unknown;
}

export class InventoryArchive {
  readonly archiveId: string;
  readonly archiveDescription: string | null;
  readonly sizeInBytes: number;
  readonly sha256TreeHash: string;
  readonly #creationDate: string;
  #details: WrittenDetails | undefined;

  /** Of fields that are all right: see `faultOf`. */
  constructor({ ArchiveId, ArchiveDescription, CreationDate, Size, SHA256TreeHash }: InventoryFields) {
    this.archiveId = ArchiveId as string;
    this.archiveDescription = (ArchiveDescription as string | null | undefined) ?? null;
    this.#creationDate = CreationDate as string;
    this.sizeInBytes = Size as number;
    this.sha256TreeHash = SHA256TreeHash as string;
  }

  get creationDate(): Date {
    return new Date(this.#creationDate);
  }

  /** The same, with strings of its own: those of a scanner may be cut from all that it has before it, and keep that. */
  detached(): InventoryArchive {
    const { archiveId, archiveDescription, sizeInBytes, sha256TreeHash } = this;
    const fields: InventoryFields = {
      ArchiveId: archiveId,
      ArchiveDescription: archiveDescription,
      CreationDate: this.#creationDate,
      Size: sizeInBytes,
      SHA256TreeHash: sha256TreeHash,
    };
    return new InventoryArchive(JSON.parse(JSON.stringify(fields)));
  }

  /** What the description says of a file, as the next. */
  get name(): string | null {
    return this.#readDescription().name;
  }

  get modifiedAt(): Date | null {
    return writtenTime(this.#readDescription().time);
  }

  #readDescription(): WrittenDetails {
    this.#details ??= readDescription(this.archiveDescription);
    return this.#details;
  }
}

/** With milliseconds or without. */
export const dateSource = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?Z`;

const date = new RegExp(`^${dateSource}$`);

export const isDate = (value: unknown): boolean => typeof value === 'string' && date.test(value);

/** What keeps the fields from being an archive; null where nothing does. */
export function faultOf(fields: InventoryFields): string | null {
  const { ArchiveId, ArchiveDescription, CreationDate, Size, SHA256TreeHash } = fields;
  if (typeof ArchiveId !== 'string' || ArchiveId === '') return 'an archive without ArchiveId';
  if (ArchiveDescription != null && typeof ArchiveDescription !== 'string') return 'an unreadable ArchiveDescription';
  if (!isDate(CreationDate)) return 'an unreadable CreationDate';
  if (!Number.isSafeInteger(Size) || (Size as number) < 0) return 'an unreadable Size';
  if (typeof SHA256TreeHash !== 'string') return 'an archive without SHA256TreeHash';
  return null;
}
