// A fast path for records of a JSON inventory in Glacier's own form: these members in this order, without white space. One
// regular expression costs a quarter of finding the end of the record and parsing it. JSON.parse and faultOf accept
// whatever it matches, and they handle everything else.
import { plainDateSource } from '../core/parseDate.ts';
import type { InventoryFields } from './inventoryArchive.ts';

const ascii = String.raw`[ !#-[\]-~]`;
const anyString = String.raw`[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\x00-\x1f]*)*`;

/**
 * Applied to text with one character per byte. `lastIndex` is the start of the record, and after a match its end. The
 * look-ahead leaves one way to divide a description: a long one without an end would take quadratic time.
 */
export const compactRecord = new RegExp(
  `\\{"ArchiveId":"(${ascii}+)","ArchiveDescription":"(${ascii}*)(?!${ascii})(${anyString})",` +
    `"CreationDate":"(${plainDateSource})","Size":(0|[1-9]\\d{0,14}),"SHA256TreeHash":"(${ascii}*)"\\}`,
  'y',
);

/** Whether the bytes of a match are certainly valid UTF-8. */
export const isAscii = (match: RegExpExecArray): boolean => !match[3];

/** The fields of a match, decoded when they are read. */
export class CompactRecord implements InventoryFields {
  readonly #match: RegExpExecArray;

  constructor(match: RegExpExecArray) {
    this.#match = match;
  }

  get ArchiveId(): string {
    return this.#match[1] as string;
  }

  get ArchiveDescription(): string {
    const { 2: plain = '', 3: rest } = this.#match;
    return rest ? JSON.parse(`"${textOf(plain + rest)}"`) : plain;
  }

  get CreationDate(): string {
    return this.#match[4] as string;
  }

  get Size(): number {
    return Number(this.#match[5]);
  }

  get SHA256TreeHash(): string {
    return this.#match[6] as string;
  }
}

const onlyAscii = /^[\0-\x7f]*$/;

const textOf = (bytes: string): string =>
  onlyAscii.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
