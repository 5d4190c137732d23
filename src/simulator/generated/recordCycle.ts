// Inventory records of one cycle of kinds, kept as bytes in one format. Records of later cycles differ only in ids, dates and
// the numbers in descriptions, all of constant length. The offset of a record in gigabytes is therefore arithmetic, and
// generating a range means copying and filling in.
import { seconds } from '../world/dates.ts';
import { firstIndex } from '../world/firstIndex.ts';
import type { InventoryFormat } from '../world/inventoryFormat.ts';
import type { RangedBytes } from '../world/rangedBytes.ts';
import { ID_LENGTH } from './archiveIds.ts';
import { inBase64 } from './digits.ts';
import { CYCLE, type Kinds } from './kinds.ts';

/** Offsets in a record of the fields that differ between archives. */
export interface FieldOffsets {
  id: number;
  date: number;
  /** At most one of the next two is set. */
  digits: number | undefined;
  digits64: number | undefined;
}

/** Writes the fields of an archive into its record, which starts at `start`. */
export type FillIn = (number: number, target: Buffer, start: number, places: FieldOffsets) => void;

/** The largest piece that is generated at once, in bytes. */
const PIECE = 128 * 1024;

// Placeholders in the kept records, to be found and overwritten. Nothing else in a record looks like them.
const sample = { id: '?'.repeat(ID_LENGTH), digits: '123456789', createdAt: Date.UTC(2222, 1, 2) };

export class RecordCycle {
  readonly #bytes: Buffer;
  /** The offset of each record, and of the end of the last. */
  readonly #starts: number[] = [0];
  readonly #places: FieldOffsets[] = [];
  readonly #fillIn: FillIn;

  constructor({ all }: Kinds, format: InventoryFormat, fillIn: FillIn) {
    const texts = all.map(({ describe, content, treeHash }, index) => {
      const description = describe(sample.digits);
      const text = format.record({
        id: sample.id,
        description,
        createdAt: sample.createdAt,
        content,
        treeHash,
      });
      this.#places.push(placesIn(text, description));
      this.#starts.push(this.#start(index) + text.length);
      return text;
    });
    this.#bytes = Buffer.from(texts.join(''), 'latin1');
    this.#fillIn = fillIn;
  }

  /** The records of the archives with these numbers; `to` is exclusive. */
  records(from: number, to: number): RangedBytes {
    const offset = this.#offset(from);
    return {
      length: this.#offset(to) - offset,
      read: ({ start, end }) => this.#read(offset + start, offset + end + 1),
    };
  }

  *#read(from: number, to: number): Generator<Buffer> {
    const length = this.#bytes.length;
    const memory = Buffer.allocUnsafe(PIECE);
    for (let at = from; at < to; ) {
      const round = Math.floor(at / length);
      const within = at - round * length;
      const first = firstIndex(0, CYCLE, (index) => this.#start(index + 1) > within);
      const start = this.#start(first);
      const stop = to - round * length;
      const isFull = (index: number) => this.#start(index + 1) > start + PIECE;
      const after = firstIndex(first + 1, CYCLE, (index) => this.#start(index) >= stop || isFull(index));
      const piece = this.#make(memory, round, first, after).subarray(within - start, to - round * length - start);
      yield piece;
      at += piece.length;
    }
  }

  #make(memory: Buffer, round: number, first: number, after: number): Buffer {
    const from = this.#start(first);
    const piece = memory.subarray(0, this.#start(after) - from);
    this.#bytes.copy(piece, 0, from);
    for (let index = first; index < after; index += 1) {
      const places = this.#places[index];
      if (places) this.#fillIn(round * CYCLE + index, piece, this.#start(index) - from, places);
    }
    return piece;
  }

  #start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  /** The offset of the archive's record if all archives are listed. */
  #offset(number: number): number {
    return Math.floor(number / CYCLE) * this.#bytes.length + this.#start(number % CYCLE);
  }
}

function placesIn(text: string, description: string): FieldOffsets {
  const find = (wanted: string) => {
    const at = text.indexOf(wanted);
    return at < 0 ? undefined : at;
  };
  const id = find(sample.id);
  const date = find(seconds(sample.createdAt));
  const digits = find(sample.digits);
  const digits64 = find(inBase64(sample.digits));
  if (id === undefined || date === undefined || (description !== '' && (digits ?? digits64) === undefined)) {
    throw new Error(`The record does not have each part in its own place: ${text}`);
  }
  return { id, date, digits, digits64 };
}
