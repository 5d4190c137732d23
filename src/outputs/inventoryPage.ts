// A page of an inventory straight out of the job's output, in constant memory: it begins at the byte where the page
// before ended, asks for about as many bytes as it needs, and for more while those were too few.
import { OutputUnreadableError } from '../core/errors.ts';
import type { InventoryArchive } from './inventoryArchive.ts';
import type { Wanted } from './inventoryFilter.ts';
import type { InventoryPlace } from './inventoryPlace.ts';
import { scannerAt, scannerOf } from './openScanner.ts';
import { rangeLength } from './rangeLength.ts';
import { type OpenOutput, readOutput } from './readOutput.ts';
import type { Scanner } from './scanner.ts';

export interface InventoryPageRequest {
  open: OpenOutput;
  /** The size that the job tells; null where it does not. */
  size: number | null;
  first: number;
  /** Null for the first page. */
  after: InventoryPlace | null;
  /** Null for every archive. */
  wanted: Wanted | null;
  /** How many bytes may still be looked through for what is wanted; at least one archive always is. */
  budget: { left: number };
}

export interface InventoryPage {
  archives: InventoryArchive[];
  /** Behind the archive of this index. */
  placeBehind(index: number): InventoryPlace;
  /** Where the inventory goes on; null at its end. */
  next: InventoryPlace | null;
  /** Why nothing behind this page can be read; null where that is not known. */
  fault: OutputUnreadableError | null;
  /** Undefined where this page does not show it, null where no page does. */
  inventoryDate: Date | null | undefined;
}

export async function readInventoryPage(request: InventoryPageRequest): Promise<InventoryPage> {
  const reader = new PageReader(request);
  try {
    await reader.read();
    return reader.page(null);
  } catch (error) {
    // What was read stands; whoever goes on behind it meets the fault again.
    if (error instanceof OutputUnreadableError && reader.archives.length > 0) return reader.page(error);
    throw error;
  }
}

/** So much that is no longer needed is read out rather than cut off: the connection then serves the next call. */
const worthReadingOut = 65_536;

class PageReader {
  readonly archives: InventoryArchive[] = [];
  /** Where each of them ends. */
  readonly #ends: number[] = [];
  readonly #request: InventoryPageRequest;
  readonly #start: number;
  #scanner: Scanner | undefined;
  /** The next byte to ask for. */
  #at: number;
  #total: number | null;
  #scanned = 0;
  #ranges = 0;
  /** Whether the page has all that it may have, and the inventory goes on. */
  #isFull = false;
  /** Whether the inventory was read to its end, and that was in order. */
  #isOver = false;

  constructor(request: InventoryPageRequest) {
    this.#request = request;
    const { after, size } = request;
    this.#start = after?.offset ?? 0;
    this.#at = this.#start;
    this.#total = size;
    if (after) this.#scanner = scannerAt(after);
  }

  async read(): Promise<void> {
    const { wanted, budget } = this.#request;
    while (!this.#isFull && !this.#isOver) {
      if (this.#total !== null && this.#at >= this.#total) this.#finish(this.#total);
      else if (wanted && this.#scanned > 0 && budget.left <= 0) return;
      else await this.#readRange();
    }
  }

  page(fault: OutputUnreadableError | null): InventoryPage {
    return {
      archives: this.archives,
      placeBehind: (index) => this.#place(this.#ends[index]),
      next: this.#isOver ? null : this.#place(),
      fault,
      inventoryDate: this.#scanner?.inventoryDate,
    };
  }

  async #readRange(): Promise<void> {
    const { open, budget, wanted, first, after } = this.#request;
    const length = rangeLength({
      missing: first - this.archives.length,
      mean: this.#scanned > 0 ? this.#mean() : (after?.mean ?? null),
      ranges: this.#ranges,
      isSearch: wanted !== null || this.#scanned === 0,
      left: (this.#total ?? Number.POSITIVE_INFINITY) - this.#at,
      most: wanted ? budget.left : Number.POSITIVE_INFINITY,
    });
    const end = this.#at + length - 1;
    const { total, bytes } = await readOutput(open, { start: this.#at, end });
    this.#total = total;
    this.#ranges += 1;
    for await (const chunk of bytes) {
      this.#at += chunk.length;
      if (wanted) budget.left -= chunk.length;
      if (!this.#isFull) this.#scan(chunk);
      if (this.#isFull && end - this.#at > worthReadingOut) return;
    }
    // All bytes came, whatever was asked for.
    this.#total ??= this.#at;
  }

  #scan(chunk: Buffer): void {
    this.#scanner ??= scannerOf(chunk);
    this.#scanner.push(chunk);
    this.#take(this.#scanner);
  }

  #take(scanner: Scanner): void {
    const { wanted, first } = this.#request;
    while (scanner.ended() === false) {
      if (this.archives.length >= first) {
        this.#isFull = true;
        return;
      }
      const archive = scanner.next();
      if (!archive) return;
      this.#scanned += 1;
      // Of a search over gigabytes what was found must be all that stays.
      if (wanted && !wanted(archive)) continue;
      this.archives.push(wanted ? archive.detached() : archive);
      this.#ends.push(scanner.offset);
    }
  }

  /** Behind the last byte. */
  #finish(total: number): void {
    const { size } = this.#request;
    if (!this.#scanner || (size !== null && total < size)) {
      throw new OutputUnreadableError(`it ends there${size === null ? '' : `, and not at byte ${size}`}`, total);
    }
    this.#scanner.finish();
    this.#take(this.#scanner);
    this.#isOver = !this.#isFull;
  }

  /** Behind the last record that was read, whether it was wanted or not, unless said otherwise. */
  #place(offset = this.#scanner?.offset ?? this.#start): InventoryPlace {
    return { offset, layout: this.#scanner?.layout ?? '', mean: this.#mean() };
  }

  #mean(): number {
    if (this.#scanned === 0) return this.#request.after?.mean ?? 1;
    return Math.ceil(((this.#scanner?.offset ?? this.#at) - this.#start) / this.#scanned);
  }
}
