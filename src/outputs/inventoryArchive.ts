// An archive of an inventory. The date, and the name in its description, are decoded when they are read: a search skips most
// archives without them.
import type { ByteWriter } from '../core/byteWriter.ts';
import { JsonRecord } from '../core/jsonRecord.ts';
import { isDate, parseDate } from '../core/parseDate.ts';
import { CompactRecord } from './compactRecord.ts';
import { readDescription } from './decodeDescription.ts';
import { type FileDetails, parseFileTime } from './descriptions/fileDetails.ts';
import type { InventoryFields } from './inventoryFields.ts';

/** The members of a record by the property that has them, with the scalar that writes the property with the same bytes. */
const members = new Map<string, { member: keyof InventoryFields; scalar: string }>(
  Object.entries({
    archiveId: { member: 'ArchiveId', scalar: 'String' },
    archiveDescription: { member: 'ArchiveDescription', scalar: 'String' },
    creationDate: { member: 'CreationDate', scalar: 'DateTime' },
    sizeInBytes: { member: 'Size', scalar: 'SafeInt' },
    sha256TreeHash: { member: 'SHA256TreeHash', scalar: 'String' },
  } satisfies { [Property in keyof InventoryArchive]?: { member: keyof InventoryFields; scalar: string } }),
);

export class InventoryArchive extends JsonRecord {
  readonly #fields: InventoryFields;
  #description: string | null | undefined;
  #details: FileDetails | undefined;

  /** The fields must be valid: see `faultOf`. */
  constructor(fields: InventoryFields) {
    super();
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

  override jsonMember(property: string, scalar: string): keyof InventoryFields | null {
    const known = members.get(property);
    return known?.scalar === scalar ? known.member : null;
  }

  override writeJson(member: keyof InventoryFields, writer: ByteWriter): boolean {
    return this.#fields instanceof CompactRecord && this.#fields.writeJson(member, writer);
  }

  /** A copy with its own strings. The scanner's may be slices that keep a whole chunk alive. */
  detached(): InventoryArchive {
    if (this.#fields instanceof CompactRecord) return new InventoryArchive(this.#fields.detached());
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
