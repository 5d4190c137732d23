// The output of an inventory job, in the two forms Glacier writes. It lists the vault as of the last daily inventory before
// the job began, so it is the same whenever it is read; made once per job, when its bytes or their number are first needed.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html
import { parseDate, seconds } from './dates.ts';
import { pageOf, readMarker, writeMarker } from './page.ts';
import type { Archive, InventoryQuery, InventoryRetrieval, Vault } from './records.ts';
import { inventoriedArchives, inventoryDate } from './snapshot.ts';

interface Inventory {
  output: Buffer;
  /** Where the next job would have to go on; null when this one lists the rest. */
  nextMarker: string | null;
}

const made = new WeakMap<InventoryRetrieval, Inventory>();

export function inventoryOf(job: InventoryRetrieval, vault: Vault): Inventory {
  const known = made.get(job);
  if (known) return known;
  const { query, createdAt } = job;
  const { entries, last } = inventoryPage(vault, query, createdAt);
  const date = inventoryDate(vault, createdAt) ?? createdAt;
  const inventory = {
    output: Buffer.from(query.format === 'CSV' ? csv(entries) : json(vault, date, entries)),
    nextMarker: last ? writeMarker(last) : null,
  };
  made.set(job, inventory);
  return inventory;
}

function inventoryPage(vault: Vault, query: InventoryQuery, now: number) {
  const from = query.startDate === undefined ? undefined : parseDate(query.startDate);
  const to = query.endDate === undefined ? undefined : parseDate(query.endDate);
  const wanted = inventoriedArchives(vault, now).filter(
    ({ createdAt }) => (from === undefined || createdAt >= from) && (to === undefined || createdAt < to),
  );
  const after = query.marker === undefined ? undefined : readMarker(query.marker);
  return pageOf(
    wanted,
    query.limit ?? Number.POSITIVE_INFINITY,
    ({ createdAt, id }) => !after || createdAt > after.createdAt || (createdAt === after.createdAt && id > after.id),
  );
}

function json(vault: Vault, date: number, archives: Archive[]): string {
  return JSON.stringify({
    VaultARN: vault.arn,
    InventoryDate: seconds(date),
    ArchiveList: archives.map((archive) => ({
      ArchiveId: archive.id,
      ArchiveDescription: archive.description,
      CreationDate: seconds(archive.createdAt),
      Size: archive.content.size,
      SHA256TreeHash: archive.treeHash,
    })),
  });
}

function csv(archives: Archive[]): string {
  const header = ['ArchiveId', 'ArchiveDescription', 'CreationDate', 'Size', 'SHA256TreeHash'];
  const rows = archives.map(({ id, description, createdAt, content, treeHash }) =>
    [id, description, seconds(createdAt), String(content.size), treeHash].map(quoted),
  );
  return [header, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

// Not RFC 4180: a quote inside becomes \" while a backslash stays as it is.
const quoted = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '\\"')}"` : field);
