// The records of a list in the bytes of a JSON object, as far as they can be separated.
import { isUnfinishedJson } from '../../core/isUnfinishedJson.ts';
import {
  anyRecord,
  bytesOfJson,
  endOfElement,
  endOfInvalid,
  endOfLastList,
  skipSpace,
  startOfMember,
  startOfNext,
} from '../../core/jsonBytes.ts';
import { parseJson } from '../../core/parseJson.ts';

export interface ListParts {
  /** The bytes before the first record, and after the last. */
  head: Buffer;
  tail: Buffer;
  records: Buffer[];
  separator: Buffer;
  /** A record without content. */
  empty: Buffer;
  idOf(record: Buffer): string | null;
}

const { comma, openBracket, closeBracket } = bytesOfJson;

/**
 * In bytes: records of AWS are shorter. The search for the end of a bad record ends here, because a search of everything
 * after it, for each bad record, would take quadratic time.
 */
const maxRecord = 64 * 1024;

/** Null if there is no such list, or it does not end. `longest`: bytes of the longest record to expect. */
export function splitJsonList(bytes: Buffer, member: string, longest = maxRecord): ListParts | null {
  const list = startOfMember(bytes, member);
  if (list === undefined || bytes[list] !== openBracket) return null;
  const records: Buffer[] = [];
  let at = skipSpace(bytes, list + 1);
  while (at !== undefined && bytes[at] !== closeBracket) {
    const end = endOfRecord(bytes, at, longest);
    if (end === undefined) return null;
    records.push(bytes.subarray(at, end));
    at = skipSpace(bytes, end);
    if (at !== undefined && bytes[at] === comma) at = skipSpace(bytes, at + 1);
  }
  if (at === undefined) return null;
  return {
    head: bytes.subarray(0, list + 1),
    tail: bytes.subarray(at),
    records,
    separator: Buffer.from(','),
    empty: Buffer.from('null'),
    idOf: (record) => /"(?:JobId|VaultName|CapacityId)"\s*:\s*"([^"\\]{1,255})"/.exec(record.toString())?.[1] ?? null,
  };
}

/** Searches all bytes only if the longest record contains no end: that takes most of them, or finds none. */
function endOfRecord(bytes: Buffer, at: number, longest: number): number | undefined {
  const end = endIn(bytes.subarray(at, at + longest), 0, at + longest >= bytes.length);
  return end === undefined ? endIn(bytes, at, true) : at + end;
}

function endIn(bytes: Buffer, at: number, areLast: boolean): number | undefined {
  const end = endOfElement(bytes, at);
  if (end > at && parseJson(bytes.toString('utf8', at, end)) !== undefined) return end;
  if (bytes[at] === comma) return at;
  if (isUnfinishedJson(bytes.toString('latin1', at))) return undefined;
  const next = endOfInvalid(bytes, at, anyRecord) ?? startOfNext(bytes, at, anyRecord);
  const found = next ?? (areLast ? endOfLastList(bytes, at) : undefined);
  return found !== undefined && found > at ? found : undefined;
}
