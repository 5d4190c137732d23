// The two forms in which Glacier writes an inventory, archive by archive: a head, what each archive adds, and a tail.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html

import type { Archive, InventoryQuery } from './archive.ts';
import { seconds } from './dates.ts';

/** What an inventory tells of an archive. */
type Listed = Pick<Archive, 'id' | 'description' | 'createdAt' | 'content' | 'treeHash'>;

export interface InventoryFormat {
  head(vault: { arn: string }, date: number): string;
  record(archive: Listed): string;
  /** How many characters of the first record are left out, because they only part it from the one before. */
  separator: number;
  tail: string;
}

const json: InventoryFormat = {
  head: ({ arn }, date) =>
    JSON.stringify({ VaultARN: arn, InventoryDate: seconds(date), ArchiveList: [] }).replace(/\]\}$/, ''),
  record: (archive) =>
    `,${JSON.stringify({
      ArchiveId: archive.id,
      ArchiveDescription: archive.description,
      CreationDate: seconds(archive.createdAt),
      Size: archive.content.size,
      SHA256TreeHash: archive.treeHash,
    })}`,
  separator: 1,
  tail: ']}',
};

const csv: InventoryFormat = {
  head: () => row(['ArchiveId', 'ArchiveDescription', 'CreationDate', 'Size', 'SHA256TreeHash']),
  record: ({ id, description, createdAt, content, treeHash }) =>
    row([id, description, seconds(createdAt), String(content.size), treeHash]),
  separator: 0,
  tail: '',
};

const row = (fields: string[]): string => `${fields.map(quoted).join(',')}\r\n`;

// Not RFC 4180: a quote inside becomes \" while a backslash stays as it is.
const quoted = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '\\"')}"` : field);

export const inventoryFormats: Record<InventoryQuery['format'], InventoryFormat> = { JSON: json, CSV: csv };
