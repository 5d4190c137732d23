// The records of a list in the bytes of a JSON object, as far as they can be separated.
import { ElementWalk, listForm } from '../../core/elementWalk.ts';
import { bytesOfJson, skipSpace, startOfMember } from '../../core/jsonBytes.ts';
import { parseJson } from '../../core/parseJson.ts';

export interface ListParts {
  /** The bytes before the first record, and after the last. */
  head: Buffer;
  tail: Buffer;
  records: Buffer[];
  separator: Buffer;
  /** A record without content. */
  empty: Buffer;
  /** A whole with this record alone, and none of the other members. */
  alone(record: Buffer): Buffer;
  /** The value of a member of a record, as far as it can be found. */
  idOf(record: Buffer, idMember: string): string | null;
}

const { comma, openBracket, closeBracket } = bytesOfJson;

const form = listForm('\\w{1,64}', 'Marker');
/** In bytes: AWS writes a marker after a list. */
const longestRest = 65_536;

const empty = Buffer.from('null');

/** Null if there is no such list, or it does not certainly end. */
export function splitJsonList(bytes: Buffer, member: string): ListParts | null {
  const list = startOfMember(bytes, member);
  if (list === undefined || bytes[list] !== openBracket) return null;
  const records: Buffer[] = [];
  let isCertain = true;
  for (let at = skipSpace(bytes, list + 1); at !== undefined; ) {
    const after = bytes[at] === closeBracket ? membersAfter(bytes, at) : undefined;
    if (after && (isCertain || 'Marker' in after)) {
      return {
        head: bytes.subarray(0, list + 1),
        tail: bytes.subarray(at),
        records,
        separator: Buffer.from(','),
        empty,
        alone: (record) => Buffer.concat([Buffer.from(`{"${member}":[`), record, Buffer.from(']}')]),
        idOf: (record, idMember) =>
          new RegExp(`"${idMember}"\\s*:\\s*"([^"\\\\]{1,255})"`).exec(record.toString())?.[1] ?? null,
      };
    }
    const walk = new ElementWalk(at, form);
    const end = walk.end(bytes, true);
    if (end === undefined) return null;
    isCertain = walk.isCertain;
    records.push(end > at ? bytes.subarray(at, end) : empty);
    at = skipSpace(bytes, end);
    if (at !== undefined && bytes[at] === comma) at = skipSpace(bytes, at + 1);
  }
  return null;
}

/** The rest of the object after a bracket that may end its list; undefined if the object does not end so. */
function membersAfter(bytes: Buffer, bracket: number): object | undefined {
  const next = skipSpace(bytes, bracket + 1);
  const isLast = next !== undefined && skipSpace(bytes, next + 1) === undefined;
  if (next === undefined || (!isLast && bytes[next] !== comma) || bytes.length - bracket > longestRest)
    return undefined;
  return parseJson(`{"":[${bytes.toString('utf8', bracket)}`) as object | undefined;
}
