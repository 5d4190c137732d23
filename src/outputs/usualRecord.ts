// Takes an archive out of an inventory in JSON by one look at it, where it stands there as Glacier writes it: these
// members in this order, and no white space. That costs a third of finding its end and parsing it. What the expression
// takes, JSON.parse and faultOf take too; whatever it does not take is left to them.
import { dateSource, InventoryArchive } from './inventoryArchive.ts';

const ascii = String.raw`[ !#-[\]-~]`;
const anyString = String.raw`[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\x00-\x1f]*)*`;

/** For text with a character for each byte; `lastIndex` is where to look, and then where the record ends. */
export const usualRecord = new RegExp(
  `\\{"ArchiveId":"(${ascii}+)","ArchiveDescription":"(${ascii}*)(${anyString})","CreationDate":"(${dateSource})",` +
    `"Size":(0|[1-9]\\d{0,14}),"SHA256TreeHash":"(${ascii}*)"\\}`,
  'y',
);

/** Of a match; the strings are cut from the text. */
export function archiveOf(match: RegExpExecArray): InventoryArchive {
  const [, ArchiveId, plain, rest, CreationDate, size, SHA256TreeHash] = match;
  const ArchiveDescription = rest ? JSON.parse(`"${textOf(`${plain}${rest}`)}"`) : plain;
  return new InventoryArchive({ ArchiveId, ArchiveDescription, CreationDate, Size: Number(size), SHA256TreeHash });
}

const isAscii = /^[\0-\x7f]*$/;

const textOf = (bytes: string): string => (isAscii.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8'));
