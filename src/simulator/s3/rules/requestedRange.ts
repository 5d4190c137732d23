// The bytes that a Range header or a part number asks for. S3 ignores a header of another form, and several ranges.
import type { Long } from '../../codec/long.ts';
import { invalidRequest } from '../../http/errors.ts';
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import type { ByteRange } from '../../world/ranges.ts';

interface RangeInput {
  Range?: string | undefined;
  PartNumber?: Long | undefined;
}

/** Undefined for the whole object. */
export function requestedRange(
  version: ObjectVersion,
  { Range: range, PartNumber: part }: RangeInput,
): ByteRange | undefined {
  if (part !== undefined) {
    if (range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
    return rangeOfPart(version, Number(part));
  }
  return range === undefined ? undefined : parseRange(range, version.content.length);
}

function parseRange(range: string, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,19})-(\d{0,19})$/.exec(range.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start < size && start <= end) return { start, end };
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
    details: { RangeRequested: range, ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  });
}

/** An object that was uploaded at once has one part. */
function rangeOfPart(
  { content, parts = [{ size: content.length, checksum: undefined }] }: ObjectVersion,
  number: number,
): ByteRange | undefined {
  const part = parts[number - 1];
  if (!part) throw new S3Error('InvalidPartNumber', 'The requested partnumber is not satisfiable', { status: 416 });
  if (content.length === 0) return undefined;
  const start = parts.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + part.size - 1 };
}
