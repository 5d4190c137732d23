// Takes an archive out of an inventory in JSON by one look at it, where it stands there as Glacier writes it: these
// members in this order, and no white space. That costs a quarter of finding its end and parsing it. What the expression
// takes, JSON.parse and faultOf take too; whatever it does not take is left to them.
import { dateSource, type InventoryFields } from './inventoryArchive.ts';

const ascii = String.raw`[ !#-[\]-~]`;
const anyString = String.raw`[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\x00-\x1f]*)*`;

/** For text with a character for each byte; `lastIndex` is where to look, and then where the record ends. */
export const usualRecord = new RegExp(
  `\\{"ArchiveId":"(${ascii}+)","ArchiveDescription":"(${ascii}*)(${anyString})","CreationDate":"(${dateSource})",` +
    `"Size":(0|[1-9]\\d{0,14}),"SHA256TreeHash":"(${ascii}*)"\\}`,
  'y',
);

/** Of a match. */
export class UsualRecord implements InventoryFields {
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

const isAscii = /^[\0-\x7f]*$/;

const textOf = (bytes: string): string => (isAscii.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8'));
