// Formats of a Glacier inventory, JSON and CSV: a head, a record for each archive, and a tail.

import type { Archive, InventoryQuery } from './archive.ts';
import { seconds } from './dates.ts';

/** The properties of an archive that an inventory lists. */
type Listed = Pick<Archive, 'id' | 'description' | 'createdAt' | 'content' | 'treeHash'>;

export interface InventoryFormat {
  head(vault: { arn: string }, date: number): string;
  record(archive: Listed): string;
  /** Number of separator characters at the start of a record, omitted for the first one. */
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

// Not RFC 4180: a quote becomes \\" and a backslash is unchanged.
const quoted = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '\\"')}"` : field);

export const inventoryFormats: Record<InventoryQuery['format'], InventoryFormat> = { JSON: json, CSV: csv };
