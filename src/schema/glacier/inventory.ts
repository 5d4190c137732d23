// The inventory of a job as a connection over its output. The cost of a page does not depend on its position or on the
// length of the inventory.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import type { VaultRecord } from '../../aws/glacier/vaultRecord.ts';
import { InvalidInputError, OutputUnreadableError, rejectInput } from '../../core/errors.ts';
import { vaultKey } from '../../core/location.ts';
import { normalizeFilter } from '../../core/normalizeFilter.ts';
import type { SkippedRecords } from '../../core/skippedRecords.ts';
import type { InventoryArchive as InventoryArchiveRecord } from '../../outputs/inventoryArchive.ts';
import type { InventoryPage } from '../../outputs/inventoryPage.ts';
import { type InventoryPosition, isInventoryPosition } from '../../outputs/inventoryPosition.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId, checkWholeNumber, isOpaqueId } from '../kit/checks.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costs } from '../kit/cost.ts';
import { decodeCursor, encodeCursor, staleCursor } from '../kit/cursor.ts';
import { inventoryId } from '../kit/globalId.ts';
import { type Connection, type ConnectionArguments, checkFirst, type Edge, emptyPage } from '../kit/readConnection.ts';
import { readersOnly } from '../kit/rules.ts';
import { Node } from '../node.ts';
import { InventoryRetrievalJob } from './glacierJob.ts';
import { type InventoryNode, inventoryOf } from './inventoryNode.ts';
import { vaultNodeOf } from './vaultNode.ts';
import { Vault } from './vaultRef.ts';

const page = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html';

const InventoryArchive = builder.objectRef<InventoryArchiveRecord>('InventoryArchive').implement({
  description: `An archive as listed in an inventory. ${page}`,
  fields: (t) => ({
    archiveId: t.exposeString('archiveId', { description: 'The archive ID that AWS assigned.' }),
    archiveDescription: t.exposeString('archiveDescription', {
      nullable: true,
      description: 'The description given at the upload; null if none was given.',
    }),
    creationDate: t.expose('creationDate', {
      type: 'DateTime',
      description: 'The time when the archive was uploaded.',
    }),
    sizeInBytes: t.expose('sizeInBytes', {
      type: 'SafeInt',
      description: 'The size of the archive in bytes, without the overhead of AWS.',
    }),
    sha256TreeHash: t.exposeString('sha256TreeHash', { description: 'The SHA-256 tree hash of the whole archive.' }),
    name: t.exposeString('name', {
      nullable: true,
      description:
        'The file name with its path, decoded from the archive description of a known upload tool; null if none is recognized.',
    }),
    modifiedAt: t.expose('modifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The modification time of the file, decoded from the archive description; null if it contains none.',
    }),
  }),
});

const InventoryArchiveFilter = builder.inputType('InventoryArchiveFilter', {
  description:
    'Selects archives. All conditions must match. A request scans a limited part of the inventory, so a page can be short or empty although `hasNextPage` is true.',
  fields: (t) => ({
    archiveId: t.string({ description: 'The archive with this ID, as AWS assigned it.' }),
    minSizeInBytes: t.field({ type: 'SafeInt', description: 'Archives of at least this size in bytes.' }),
    maxSizeInBytes: t.field({ type: 'SafeInt', description: 'Archives of at most this size in bytes.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'Archives uploaded after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Archives uploaded before this time.' }),
    nameContains: t.string({
      description:
        'Archives whose name contains this text, ignoring case. If no name is recognized, the archive description is searched.',
    }),
  }),
});

type Filter = typeof InventoryArchiveFilter.$inferInput;

/** Rejects conditions that no archive can match: each page of such a search would read the inventory. */
function checkFilter({ archiveId, minSizeInBytes, maxSizeInBytes, createdAfter, createdBefore }: Filter): void {
  if (archiveId != null) checkOpaqueId(archiveId, ['filter', 'archiveId']);
  checkWholeNumber(minSizeInBytes, { from: 0 }, ['filter', 'minSizeInBytes']);
  checkWholeNumber(maxSizeInBytes, { from: 0 }, ['filter', 'maxSizeInBytes']);
  const sizes = minSizeInBytes != null && maxSizeInBytes != null && maxSizeInBytes < minSizeInBytes;
  if (sizes) throw contradiction('maxSizeInBytes', 'the value must be at least minSizeInBytes.');
  const dates = createdAfter != null && createdBefore != null && createdBefore <= createdAfter;
  if (dates) throw contradiction('createdBefore', 'the value must be later than createdAfter.');
}

const contradiction = (field: string, allowed: string) =>
  new InvalidInputError(['filter', field], `filter.${field}: ${allowed}`);

const InventoryArchiveConnection = connectionType<InventoryArchiveRecord>(
  'InventoryArchive',
  InventoryArchive,
  'the archives of an inventory',
);

/** A list of archives. Cursors of all inventories of a vault have one scope, so that each names its own inventory. */
interface ArchiveList {
  scope: string;
  jobId: string;
}

const archivesOf = (job: InventoryNode, filter: Filter): ArchiveList => ({
  scope: `inventory ${vaultKey(job)} ${JSON.stringify(normalizeFilter(filter))}`,
  jobId: job.jobId,
});

const encodePosition = ({ scope, jobId }: ArchiveList, { offset, layout, mean }: InventoryPosition): string =>
  encodeCursor(scope, [offset, layout, mean, jobId]);

function decodePosition({ scope }: ArchiveList, inventory: InventoryNode, cursor: string): InventoryPosition {
  const [offset, layout, mean, jobId] = decodeCursor(scope, cursor) as [number, string, number, string];
  const position = { offset, layout, mean };
  if (!isInventoryPosition(position) || typeof jobId !== 'string' || !isOpaqueId(jobId)) throw staleCursor();
  if (jobId !== inventory.jobId) throw otherInventory(inventoryId({ ...inventory, jobId }));
  return position;
}

/** The vault has a newer inventory since the first page was read. */
function otherInventory(id: string): InvalidInputError {
  const error = new InvalidInputError(
    ['after'],
    `after: this cursor belongs to another inventory of the vault. Continue with node(id: "${id}"), or start again without a cursor.`,
  );
  error.extensions['inventoryId'] = id;
  return error;
}

class ArchivePage implements Connection<InventoryArchiveRecord> {
  readonly pageInfo: Connection<unknown>['pageInfo'];
  readonly skipped: SkippedRecords;
  readonly #page: InventoryPage;
  readonly #list: ArchiveList;

  constructor(page: InventoryPage, list: ArchiveList, hasPreviousPage: boolean) {
    const { archives, next } = page;
    this.#page = page;
    this.skipped = page.skipped;
    this.#list = list;
    this.pageInfo = {
      hasNextPage: next !== null,
      hasPreviousPage,
      startCursor: archives.length === 0 ? null : this.cursor(0),
      // The position where the scan ended, which can be far after the last archive found.
      endCursor: next ? encodePosition(list, next) : archives.length === 0 ? null : this.cursor(archives.length - 1),
    };
  }

  get nodes(): InventoryArchiveRecord[] {
    return this.#page.archives;
  }

  get edges(): Edge<InventoryArchiveRecord>[] {
    return this.nodes.map((node, index) => new ArchiveEdge(node, index, this));
  }

  cursor(index: number): string {
    return encodePosition(this.#list, this.#page.positionAfter(index));
  }
}

/**
 * Computes its cursor when it is read: there is one per archive, and few queries select more than the last. A class,
 * because V8 gives each object with its own getter its own hidden class, which costs more than the archive.
 */
class ArchiveEdge implements Edge<InventoryArchiveRecord> {
  constructor(
    readonly node: InventoryArchiveRecord,
    private readonly index: number,
    private readonly page: ArchivePage,
  ) {}

  get cursor(): string {
    return this.page.cursor(this.index);
  }
}

/** AWS lists the last inventory before the job: the vault's last one, unless that is newer than the job. */
function inventoryDateOf({ creationDate }: GlacierJobRecord, vault: VaultRecord | null): Date | null {
  const date = vault?.lastInventoryDate ?? null;
  return date && date <= creationDate ? date : null;
}

/** That the inventory does not list the archive would be a guess. */
function unreadableArchive(archiveId: string, { count, first }: SkippedRecords): OutputUnreadableError {
  const [record] = first.filter(({ id }) => id === archiveId || id === null).concat(first);
  return new OutputUnreadableError(
    `the archive is not among the records that could be read, and ${count} could not. ${record?.message}`,
    record?.position ?? 0,
  );
}

const Inventory = builder.objectRef<InventoryNode>('Inventory').implement({
  description: `The archives of a vault as of AWS's last daily inventory before the job. Its \`id\` names this inventory: pages by \`node(id)\` stay in it while the vault gets newer ones, and cost no search for the latest. ${page}`,
  interfaces: [Node],
  fields: (t) => ({
    vaultArn: t.field({
      type: 'Arn',
      description: 'The ARN of the vault that the inventory lists.',
      resolve: ({ job }) => job.vaultArn,
    }),
    vault: t.field({
      type: Vault,
      description: 'The vault that the inventory lists. Its name, account, region and ID cost no AWS call.',
      ...costs({ leadsBackTo: 'Vault' }),
      resolve: vaultNodeOf,
    }),
    job: t.field({
      type: InventoryRetrievalJob,
      description: 'The job that has the inventory as its output.',
      resolve: ({ job }) => job,
    }),
    inventoryDate: t.field({
      ...readersOnly,
      type: 'DateTime',
      nullable: true,
      description:
        'The time when AWS took the inventory. Costs one GetJobOutput call, or none beside a first page of `archives`. The format CSV does not contain it. It is then the `lastInventoryDate` of the vault, which costs one DescribeVault call. It is null once the vault has a newer inventory.',
      ...costs({ calls: 1 }),
      resolve: async ({ job }, _, { inventories, loaders }) => {
        const isCsv = job.inventoryRetrievalParameters?.format === 'CSV';
        return (isCsv ? null : await inventories.date(job)) ?? inventoryDateOf(job, await loaders.vault.load(job));
      },
    }),
    archive: t.field({
      type: InventoryArchive,
      ...readersOnly,
      nullable: true,
      description:
        'The archive with this ID; null if the inventory does not list it. The inventory is read from its start, in one or more GetJobOutput calls, up to INVENTORY_SCAN_BYTES. An error if the archive was not found until there, or if it can be one of the records that could not be read. `archives` with the filter `archiveId` continues after any cursor.',
      args: { archiveId: t.arg.string({ required: true, description: 'The archive ID that AWS assigned.' }) },
      ...costs({ calls: 1 }),
      resolve: async ({ job }, { archiveId }, { inventories }) => {
        const filter = { archiveId: checkOpaqueId(archiveId, ['archiveId']) };
        const { archives, next, skipped } = await inventories.page(job, { filter, first: 1, after: null });
        const [archive] = archives;
        if (archive) return archive;
        if (skipped.count > 0) throw unreadableArchive(archiveId, skipped);
        if (next === null) return null;
        return rejectInput(
          ['archiveId'],
          'the archive is not in the part of the inventory that one request reads (INVENTORY_SCAN_BYTES). Page through `archives` with the filter `archiveId`.',
        );
      },
    }),
    archives: t.field({
      type: InventoryArchiveConnection,
      ...readersOnly,
      description:
        'The archives in the order of the inventory. Costs one GetJobOutput call per page, at any position. A record that cannot be read is missing, and `skippedRecords` of the page names it. If the output is truncated, the last page ends before that point, and the errors contain OUTPUT_UNREADABLE. If AWS does not describe the size, only the end of the text shows the end of the inventory. A cursor of another inventory of the vault is an error with the ID of that inventory in `extensions.inventoryId`.',
      args: {
        filter: t.arg({ type: InventoryArchiveFilter, description: 'Selects archives; all archives if omitted.' }),
        ...connectionArguments(t.arg),
      },
      // A search continues with further calls until it has found enough.
      ...costs({
        calls: ({ first, filter }: ConnectionArguments & { filter?: Filter | null }) =>
          checkFirst(first) === 0 ? 0 : filter ? 2 : 1,
        nodes: ({ first }: ConnectionArguments) => checkFirst(first),
      }),
      resolve: async (inventory, { filter, first, after }, ctx, info) => {
        const wanted = checkFirst(first);
        const conditions = filter ?? {};
        checkFilter(conditions);
        const list = archivesOf(inventory, conditions);
        const position = after == null ? null : decodePosition(list, inventory, after);
        if (wanted === 0) return emptyPage(position !== null);
        const query = { filter: conditions, first: wanted, after: position };
        const read = await ctx.inventories.page(inventory.job, query);
        if (read.fault) ctx.report(read.fault, info);
        return new ArchivePage(read, list, position !== null);
      },
    }),
  }),
});

builder.objectField(InventoryRetrievalJob, 'inventory', (t) =>
  t.field({
    type: Inventory,
    nullable: true,
    description:
      'The inventory in the output of the job, read page by page without loading it into memory; null until the job has succeeded.',
    resolve: inventoryOf,
  }),
);
