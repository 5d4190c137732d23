// A page of an inventory, read directly from the job's output in constant memory. It starts at the byte where the previous
// page ended, requests about as many bytes as it needs, and more if those were too few.
import { OutputUnreadableError } from '../core/errors.ts';
import { noneSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { usedBuffers } from '../core/usedBuffers.ts';
import { createScanner, createScannerAt } from './createScanner.ts';
import type { InventoryArchive } from './inventoryArchive.ts';
import type { ArchivePredicate } from './inventoryFilter.ts';
import type { InventoryPosition } from './inventoryPosition.ts';
import { isJsonLayout } from './jsonScanner.ts';
import { rangeLength } from './rangeLength.ts';
import { changedSize, type OpenOutput, readOutput } from './readOutput.ts';
import type { Scanner } from './scanner.ts';

export interface InventoryPageRequest {
  open: OpenOutput;
  /** The size that the job reports, in bytes; null if it does not. */
  size: number | null;
  first: number;
  /** Null for the first page. */
  after: InventoryPosition | null;
  /** Null for every archive. */
  predicate: ArchivePredicate | null;
  /** The bytes that searches of the request may still read. A page always makes some progress. */
  budget: { left: number };
}

export interface InventoryPage {
  archives: InventoryArchive[];
  /** The position after the archive of this index. */
  positionAfter(index: number): InventoryPosition;
  /** The position of the next page; null at the end of the inventory. */
  next: InventoryPosition | null;
  /** Why the inventory is unreadable after this page; null if no reason is known. */
  fault: OutputUnreadableError | null;
  /** The records before `next` that could not be read. */
  skipped: SkippedRecords;
  /** Those before the end of the archive of this index. */
  skippedBefore(index: number): SkippedRecords;
  /** Undefined if this page does not contain it, null if no page does. */
  inventoryDate: Date | null | undefined;
}

export async function readInventoryPage(request: InventoryPageRequest): Promise<InventoryPage> {
  const reader = new PageReader(request);
  try {
    await reader.read();
    return reader.page(null);
  } catch (error) {
    // What was read before the fault is returned. The next page meets the fault again.
    if (error instanceof OutputUnreadableError && reader.hasRead) return reader.page(error);
    throw error;
  }
}

/**
 * In bytes. A smaller remainder is read to its end, so that the connection can be reused for the next call: a new one takes more
 * time than the first page of 1,000 archives leaves over.
 */
const worthDraining = 262_144;

const none = Buffer.alloc(0);

class PageReader {
  readonly archives: InventoryArchive[] = [];
  /** The offset at which each of them ends. */
  readonly #offsets: number[] = [];
  /** The layout there. */
  readonly #layouts: string[] = [];
  /** How many records were skipped before each of them. */
  readonly #skippedBefore: number[] = [];
  readonly #request: InventoryPageRequest;
  readonly #start: number;
  #scanner: Scanner | undefined;
  /** The first bytes, while they do not show the format. */
  #unread: Buffer = none;
  /** The next byte to request. */
  #at: number;
  #total: number | null;
  #scanned = 0;
  #ranges = 0;
  /** Whether the page is full and the inventory continues. */
  #isFull = false;
  /** Whether the inventory was read to a valid end. */
  #hasEnded = false;

  constructor(request: InventoryPageRequest) {
    this.#request = request;
    const { after, size } = request;
    this.#start = after?.offset ?? 0;
    this.#at = this.#start;
    this.#total = size;
    if (after) this.#scanner = createScannerAt(after);
  }

  async read(): Promise<void> {
    while (!this.#isFull && !this.#hasEnded) {
      if (this.#total !== null && this.#at >= this.#total) this.#finish(this.#total);
      else if (this.#isSearch && this.#hasProgress && this.#request.budget.left <= 0) return;
      else await this.#readRange();
    }
  }

  /** Whether the next page could start later than this one. */
  get #hasProgress(): boolean {
    return (this.#scanner?.offset ?? 0) > this.#start;
  }

  /** Whether nothing tells how many bytes the page needs: records are searched, or skipped. */
  get #isSearch(): boolean {
    const isSkipping = this.#skipped.count > 0 || (this.#scanned === 0 && this.#hasProgress);
    return this.#request.predicate !== null || isSkipping;
  }

  get hasRead(): boolean {
    return this.archives.length > 0 || this.#skipped.count > 0;
  }

  page(fault: OutputUnreadableError | null): InventoryPage {
    return {
      archives: this.archives,
      positionAfter: (index) =>
        this.#position({ offset: this.#offsets[index] ?? 0, layout: this.#layouts[index] ?? '' }),
      next: this.#hasEnded ? null : this.#position(),
      fault,
      skipped: this.#skipped,
      skippedBefore: (index) => {
        const count = this.#skippedBefore[index] ?? 0;
        return { count, first: this.#skipped.first.slice(0, count) };
      },
      inventoryDate: this.#scanner?.inventoryDate,
    };
  }

  get #skipped(): SkippedRecords {
    return this.#scanner?.skipped ?? noneSkipped;
  }

  async #readRange(): Promise<void> {
    const { open, budget, predicate, first, after } = this.#request;
    const length = rangeLength({
      missing: first - this.archives.length,
      mean: this.#scanned > 0 ? this.#mean() : (after?.mean ?? null),
      ranges: this.#ranges,
      isSearch: predicate !== null || this.#scanned === 0,
      left: (this.#total ?? Number.POSITIVE_INFINITY) - this.#at,
      most: predicate ? budget.left : Number.POSITIVE_INFINITY,
      hasProgress: this.#hasProgress,
    });
    const end = this.#at + length - 1;
    const { total, bytes } = await readOutput(open, { start: this.#at, end });
    if (this.#ranges > 0 && total !== this.#total) {
      await bytes[Symbol.asyncIterator]().return?.();
      throw changedSize();
    }
    this.#total = total;
    this.#ranges += 1;
    for await (const chunk of bytes) {
      this.#at += chunk.length;
      usedBuffers.freed(chunk.length);
      if (this.#isSearch) budget.left -= chunk.length;
      if (!this.#isFull) this.#scan(chunk);
      if (this.#isFull && end - this.#at > worthDraining) return;
    }
    // AWS sent all bytes, regardless of the range.
    this.#total ??= this.#at;
  }

  #scan(chunk: Buffer): void {
    const first = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    this.#scanner ??= createScanner(first);
    this.#unread = this.#scanner ? none : first;
    if (!this.#scanner) return;
    for (const part of this.#scanner.split(first)) {
      if (this.#isFull) return;
      this.#scanner.push(part);
      this.#collect(this.#scanner);
    }
  }

  #collect(scanner: Scanner): void {
    const { predicate, first } = this.#request;
    while (scanner.ended() === false) {
      if (this.archives.length >= first) {
        this.#isFull = true;
        return;
      }
      const archive = scanner.next();
      if (archive === undefined) return;
      this.#scanned += 1;
      if (archive === null) continue;
      // A search over gigabytes must only keep the matches in memory.
      if (predicate && !predicate(archive)) continue;
      this.archives.push(predicate ? archive.detached() : archive);
      this.#offsets.push(scanner.offset);
      this.#layouts.push(scanner.layout);
      this.#skippedBefore.push(scanner.skipped.count);
    }
  }

  /** After the last byte. */
  #finish(total: number): void {
    const { size } = this.#request;
    // JSON shows its end itself: a server may describe another size.
    const isShort = size !== null && total < size && !isJsonLayout(this.#scanner?.layout ?? '');
    if (!this.#scanner || isShort) {
      throw new OutputUnreadableError(
        size === null ? 'the inventory ends here' : `the inventory ends here instead of at byte ${size}`,
        total,
      );
    }
    this.#scanner.finish(size !== null && total >= size);
    this.#collect(this.#scanner);
    this.#hasEnded = !this.#isFull;
  }

  /** By default, the position after the last record that was read, whether it matched or not. */
  #position(end: { offset: number; layout: string } | undefined = this.#scanner): InventoryPosition {
    return { offset: end?.offset ?? this.#start, layout: end?.layout ?? '', mean: this.#mean() };
  }

  #mean(): number {
    if (this.#scanned === 0) return this.#request.after?.mean ?? 1;
    return Math.ceil(((this.#scanner?.offset ?? this.#at) - this.#start) / this.#scanned);
  }
}
