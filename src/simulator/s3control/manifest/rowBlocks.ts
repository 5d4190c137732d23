// The rows of a manifest, compressed in blocks: a million keys take some megabytes. Rows are mostly read in order, so the block that
// was read last stays unpacked.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { LARGEST_HELD } from '../../world/heldBytes.ts';
import type { BatchTask } from '../batch/batchTasks.ts';
import { tooManyKeys } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';

/** Rows of a block. */
const BLOCK = 512;
/** Cells of a row. */
const WIDTH = 3;
/** No cell has it, because rows are lines. */
const SEPARATOR = '\n';

export class RowBlocks implements ManifestRows {
  readonly hasVersions: boolean;
  count = 0;
  bytes = 0;
  readonly #blocks: Buffer[] = [];
  /** The cells of the block that is written. */
  #written: string[] = [];
  #read: { block: number; cells: readonly string[] } = { block: -1, cells: [] };

  constructor(hasVersions: boolean) {
    this.hasVersions = hasVersions;
  }

  add({ bucket, encodedKey, versionId = '' }: BatchTask): void {
    this.#written.push(bucket, encodedKey, versionId);
    this.count += 1;
    if (this.count % BLOCK === 0) this.#pack();
  }

  /** Called after the last row. */
  end(): void {
    if (this.#written.length > 0) this.#pack();
  }

  row(index: number): BatchTask {
    const block = Math.floor(index / BLOCK);
    if (this.#read.block !== block) this.#read = { block, cells: this.#unpack(block) };
    const { cells } = this.#read;
    const at = (index % BLOCK) * WIDTH;
    return { bucket: cells[at] ?? '', encodedKey: cells[at + 1] ?? '', versionId: cells[at + 2] || undefined };
  }

  #pack(): void {
    // A copy: zlib returns a part of a larger memory.
    const packed = Buffer.from(deflateRawSync(this.#written.join(SEPARATOR), { level: 1 }));
    this.#written = [];
    this.bytes += packed.length;
    if (this.bytes > LARGEST_HELD) throw tooManyKeys();
    this.#blocks.push(packed);
  }

  #unpack(block: number): string[] {
    const packed = this.#blocks[block];
    if (!packed) throw new RangeError(`the manifest has no block ${block}`);
    return inflateRawSync(packed).toString('utf8').split(SEPARATOR);
  }
}
