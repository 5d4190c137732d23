// A page of the objects of a manifest: of a CSV file by byte range, or of the gzip files of an inventory one after the other.
import { assertAllowedInBucket } from '../access/assertAllowed.ts';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { NotFoundError, ObjectChangedError } from '../core/errors.ts';
import { type Location, locationKey } from '../core/location.ts';
import { joinSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { type CsvPage, readCsvPage } from '../reports/csvPage.ts';
import type { FilePosition } from '../reports/filePosition.ts';
import { ObjectReader } from '../reports/objectReader.ts';
import type { InventoryManifest } from './inventoryManifest.ts';
import type { ManifestAddress } from './manifestAddress.ts';
import { readPackedPage } from './packedPage.ts';
import type { PackedReadings } from './packedReadings.ts';
import { readInventoryManifest } from './readInventoryManifest.ts';
import { type ManifestRow, readManifestRow } from './readManifestRow.ts';

export interface ManifestQuery {
  first: number;
  /** Null for the first page. */
  after: FilePosition | null;
}

export interface ManifestPage {
  rows: ManifestRow[];
  /** The position after each of them. */
  positions: FilePosition[];
  /** The position of the next page; null at the end. */
  next: FilePosition | null;
  skipped: SkippedRecords;
}

export interface ManifestSource {
  aws: AwsSession;
  /** Of the job. */
  location: Location;
  /** The bytes of inventories that the request may still unpack. Its fields share them. */
  budget: { left: number };
  readings: PackedReadings;
}

/** An inventory can list thousands of empty files: a page opens so many. */
const maxFiles = 8;

/** A manifest whose pages can be read from any position. */
export interface OpenManifest {
  /** Of a CSV manifest, 1. */
  files: number;
  /** Whether a position may be anywhere in a file. The files of an inventory are packed: they are read in order. */
  isSeekable: boolean;
  page(query: ManifestQuery): Promise<ManifestPage>;
}

/** Costs one GetObject for an inventory, whose manifest.json lists its files. */
export async function openManifest(source: ManifestSource, address: ManifestAddress): Promise<OpenManifest> {
  const { columns } = address;
  if (columns) {
    const page = async (query: ManifestQuery) =>
      pageOf([await readCsv(source, address, columns, query).catch(explainAbsence(address))], 0);
    return { files: 1, isSeekable: true, page };
  }
  const { aws, location } = source;
  const { bucketName, key, versionId, eTag } = address;
  const request = { key, versionId, ifMatch: eTag };
  const inventory = await readInventoryManifest(aws, { location, bucketName }, request).catch(explainAbsence(address));
  return {
    files: inventory.files.length,
    isSeekable: false,
    page: (query) => readInventory(source, inventory, query),
  };
}

export const readManifestPage = async (
  source: ManifestSource,
  address: ManifestAddress,
  query: ManifestQuery,
): Promise<ManifestPage> => (await openManifest(source, address)).page(query);

/** The job names one version of its manifest. */
const explainAbsence =
  ({ bucketName, key }: ManifestAddress) =>
  (error: unknown): never => {
    const name = `The manifest of the job, ${key} in the bucket ${bucketName},`;
    if (error instanceof ObjectChangedError)
      throw new NotFoundError(`${name} was replaced after the job was created, and has another ETag.`);
    if (error instanceof NotFoundError) throw new NotFoundError(`${name} does not exist.`, error);
    throw error;
  };

function readCsv(
  { aws, location, budget }: ManifestSource,
  { bucketName, key, versionId, eTag }: ManifestAddress,
  columns: NonNullable<ManifestAddress['columns']>,
  { first, after }: ManifestQuery,
): Promise<CsvPage<ManifestRow>> {
  return readCsvPage({
    object: new ObjectReader(aws, { location, bucketName }, key, eTag, versionId),
    first,
    after: after?.after ?? null,
    read: (rows) => readManifestRow(rows, columns),
    isSearch: false,
    budget,
  });
}

async function readInventory(
  { aws, location, budget, readings }: ManifestSource,
  { bucketName, columns, files }: InventoryManifest,
  { first, after }: ManifestQuery,
): Promise<ManifestPage> {
  const { access } = aws.caller;
  const owner = access.ownerOf(bucketName, location.accountId);
  // What another caller has left of a file is continued without a call, so no call checks it.
  assertAllowedInBucket(access, 'read', { accountId: owner, bucketName });
  const start = after?.file ?? 0;
  const pages: CsvPage<ManifestRow>[] = [];
  let found = 0;
  let from = after?.after ?? null;
  for (const { key } of files.slice(start, start + maxFiles)) {
    if (found >= first || (pages.length > 0 && budget.left <= 0)) break;
    const page = await readPackedPage({
      object: new ObjectReader(aws, { location, bucketName }, key, from?.eTag ?? null),
      first: first - found,
      after: from,
      read: (rows) => readManifestRow(rows, columns),
      budget,
      name: `${owner} ${locationKey(location)} ${bucketName} ${key}`,
      readings,
    });
    pages.push(page);
    found += page.rows.length;
    if (page.next) break;
    from = null;
  }
  return pageOf(pages, start, files.length);
}

/** The pages of files that follow one another, of which only the last one can have a next page. */
function pageOf(pages: readonly CsvPage<ManifestRow>[], start: number, files = 1): ManifestPage {
  const end = start + pages.length;
  const unfinished = pages.at(-1)?.next;
  return {
    rows: pages.flatMap(({ rows }) => rows),
    positions: pages.flatMap((page, index) =>
      page.rows.map((_, row) => ({ file: start + index, after: page.positionAfter(row) })),
    ),
    next: unfinished ? { file: end - 1, after: unfinished } : end < files ? { file: end, after: null } : null,
    skipped: joinSkipped(pages.map(({ skipped }) => skipped)),
  };
}
