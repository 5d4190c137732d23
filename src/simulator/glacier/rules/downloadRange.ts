// Range header of a download, `bytes=a-b` or `bytes=a-`, clipped to the end of the output. AWS does not publish its response
// to a range past the end or to another form; here both are InvalidParameterValueException.
import { invalidParameter } from '../../http/errors.ts';
import type { ByteRange } from '../../world/ranges.ts';

export function downloadRange(header: string, total: number): ByteRange {
  const [, first, last] = /^bytes=(\d{1,19})-(\d{1,19})?$/.exec(header) ?? [];
  const start = Number(first);
  const end = Math.min(last === undefined ? Number.POSITIVE_INFINITY : Number(last), total - 1);
  if (first === undefined || start > end) throw invalidParameter(`Invalid range: ${header}`);
  return { start, end };
}
