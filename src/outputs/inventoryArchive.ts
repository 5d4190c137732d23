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
  readonly #fields: InventoryFields;
  #description: string | null | undefined;
  #details: WrittenDetails | undefined;

  /** Of fields that are all right: see `faultOf`. */
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
    return new Date(this.#fields.CreationDate as string);
  }

  get sizeInBytes(): number {
    return this.#fields.Size as number;
  }

  get sha256TreeHash(): string {
    return this.#fields.SHA256TreeHash as string;
  }

  /** The same, with strings of its own: those of a scanner may be cut from all that it has before it, and keep that. */
  detached(): InventoryArchive {
    const { ArchiveId, ArchiveDescription, CreationDate, Size, SHA256TreeHash } = this.#fields;
    const fields: InventoryFields = { ArchiveId, ArchiveDescription, CreationDate, Size, SHA256TreeHash };
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
