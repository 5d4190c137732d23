// Dates in the XML of S3 Control. The SDK reads some that do not exist.
import { parseDate } from '../../core/parseDate.ts';

const dates = /<(?:\w*(?:Time|Date)|CreatedAfter|CreatedBefore)(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?([^<\]]+)/g;

export function hasInvalidDate(bytes: Buffer): boolean {
  for (const [, text = ''] of bytes.toString('latin1').matchAll(dates)) {
    if (text.trim() !== '' && parseDate(text.trim()) === null) return true;
  }
  return false;
}
