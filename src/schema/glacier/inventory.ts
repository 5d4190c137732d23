// The inventory that a job has made, as a connection over its output: what a page costs does not depend on where in the
// inventory it lies, nor on how long that is.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { glacierJobKey } from '../../core/location.ts';
import type { InventoryArchive as InventoryArchiveRecord } from '../../outputs/inventoryArchive.ts';
import type { InventoryPage } from '../../outputs/inventoryPage.ts';
import { type InventoryPlace, isInventoryPlace } from '../../outputs/inventoryPlace.ts';
import { builder } from '../kit/builder.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costs } from '../kit/cost.ts';
import { decodeCursor, encodeCursor, staleCursor } from '../kit/cursor.ts';
import { type Connection, type ConnectionArguments, checkFirst, type Edge } from '../kit/readConnection.ts';
import { forReaders } from '../kit/rules.ts';
import { InventoryRetrievalJob } from './glacierJob.ts';

const page = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html';

const InventoryArchive = builder.objectRef<InventoryArchiveRecord>('InventoryArchive').implement({
  description: `An archive as an inventory lists it. ${page}`,
  fields: (t) => ({
    archiveId: t.exposeString('archiveId', { description: "AWS's id of the archive." }),
    archiveDescription: t.exposeString('archiveDescription', {
      nullable: true,
      description: 'The description as it was given at the upload.',
    }),
    creationDate: t.expose('creationDate', { type: 'DateTime', description: 'When the archive was uploaded.' }),
    sizeInBytes: t.expose('sizeInBytes', { type: 'SafeInt', description: 'Its size.' }),
    sha256TreeHash: t.exposeString('sha256TreeHash', { description: 'The SHA-256 tree hash of the whole archive.' }),
    name: t.exposeString('name', {
      nullable: true,
      description:
        'The file name, with its path, in a description that a known tool wrote; null where there is none to be found.',
    }),
    modifiedAt: t.expose('modifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the file was last changed, from the same place; null where that does not say.',
    }),
  }),
});

const InventoryArchiveFilter = builder.inputType('InventoryArchiveFilter', {
  description:
    'Which archives: all conditions hold at once. The inventory is looked through for them, only so far in one request: a page may be short or empty and yet have a next one.',
  fields: (t) => ({
    minSizeInBytes: t.field({ type: 'SafeInt', description: 'Of this size or larger.' }),
    maxSizeInBytes: t.field({ type: 'SafeInt', description: 'Of this size or smaller.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'Uploaded later than this.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Uploaded earlier than this.' }),
    nameContains: t.string({
      description:
        'With this in the name, or in the description where no name is found in it; capital and small letters are the same.',
    }),
  }),
});

type Filter = typeof InventoryArchiveFilter.$inferInput;

function checkFilter({ minSizeInBytes, maxSizeInBytes, createdAfter, createdBefore }: Filter): void {
  const sizes = minSizeInBytes != null && maxSizeInBytes != null && maxSizeInBytes < minSizeInBytes;
  if (sizes) throw contradiction('maxSizeInBytes', 'not below minSizeInBytes.');
  const dates = createdAfter != null && createdBefore != null && createdBefore <= createdAfter;
  if (dates) throw contradiction('createdBefore', 'later than createdAfter.');
}

const contradiction = (field: string, allowed: string) =>
  new InvalidInputError(['filter', field], `filter.${field}: ${allowed}`);

const InventoryArchiveConnection = connectionType<InventoryArchiveRecord>(
  'InventoryArchive',
  InventoryArchive,
  'the archives of an inventory',
);

const encodePlace = (scope: string, { offset, layout, mean }: InventoryPlace): string =>
  encodeCursor(scope, [offset, layout, mean]);

function decodePlace(scope: string, cursor: string): InventoryPlace {
  const [offset, layout, mean] = decodeCursor<[number, string, number]>(scope, cursor);
  const place = { offset, layout, mean };
  if (!isInventoryPlace(place)) throw staleCursor();
  return place;
}

class ArchivePage implements Connection<InventoryArchiveRecord> {
  readonly pageInfo: Connection<unknown>['pageInfo'];
  readonly #page: InventoryPage;
  readonly #scope: string;

  constructor(page: InventoryPage, scope: string, hasPreviousPage: boolean) {
    const { archives, next } = page;
    this.#page = page;
    this.#scope = scope;
    this.pageInfo = {
      hasNextPage: next !== null,
      hasPreviousPage,
      startCursor: archives.length === 0 ? null : this.cursor(0),
      // Where the looking ended, which may be far behind the last archive that was found.
      endCursor: next ? encodePlace(scope, next) : archives.length === 0 ? null : this.cursor(archives.length - 1),
    };
  }

  get nodes(): InventoryArchiveRecord[] {
    return this.#page.archives;
  }

  get edges(): Edge<InventoryArchiveRecord>[] {
    return this.nodes.map((node, index) => new ArchiveEdge(node, index, this));
  }

  cursor(index: number): string {
    return encodePlace(this.#scope, this.#page.placeBehind(index));
  }
}

/**
 * Its cursor is made when it is asked for: there is one for each archive, and few ask for more than the last. A class,
 * because V8 gives each object with a getter of its own a hidden class of its own, which costs more than the archive.
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

const Inventory = builder.objectRef<GlacierJobRecord>('Inventory').implement({
  description: `The archives of a vault, as of AWS's last daily inventory before the job. ${page}`,
  fields: (t) => ({
    vaultArn: t.expose('vaultArn', { type: 'Arn', description: 'The vault that it lists.' }),
    inventoryDate: t.field({
      ...forReaders,
      type: 'DateTime',
      nullable: true,
      description: 'When AWS made the list; null where the format (CSV) does not carry it.',
      ...costs({ calls: 1 }),
      resolve: (job, _, { inventories }) => inventories.date(job),
    }),
    archives: t.field({
      type: InventoryArchiveConnection,
      ...forReaders,
      description:
        'The archives in the order of the inventory, read out of the output of the job: what a page costs does not depend on where it lies. Where the output is cut short or malformed, the archives before that are given, with OUTPUT_UNREADABLE among the errors.',
      args: {
        filter: t.arg({ type: InventoryArchiveFilter, description: 'All archives where left out.' }),
        ...connectionArguments(t.arg),
      },
      // An output that AWS cuts on the way is gone on with.
      ...costs({ calls: 2, nodes: ({ first }: ConnectionArguments) => checkFirst(first) }),
      resolve: async (job, { filter, first, after }, ctx, info) => {
        const wanted = checkFirst(first);
        const asked = filter ?? {};
        checkFilter(asked);
        const scope = `inventory ${glacierJobKey(job)} ${JSON.stringify(asked)}`;
        const place = after == null ? null : decodePlace(scope, after);
        const read = await ctx.inventories.page(job, { filter: asked, first: wanted, after: place });
        if (read.fault) ctx.report(read.fault, info);
        return new ArchivePage(read, scope, place !== null);
      },
    }),
  }),
});

builder.objectField(InventoryRetrievalJob, 'inventory', (t) =>
  t.field({
    type: Inventory,
    nullable: true,
    description:
      "The inventory itself, paged out of the job's output without holding it in memory; null until the job has succeeded.",
    resolve: (job) => (job.statusCode === 'SUCCEEDED' ? job : null),
  }),
);
