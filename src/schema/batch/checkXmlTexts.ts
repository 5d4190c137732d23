// Requests to S3 Control are XML, which has no control characters but tabs and line breaks. S3 would refuse the whole request.
import { rejectInput } from '../../core/errors.ts';

/** https://www.w3.org/TR/xml/#charsets */
const foreign = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Refuses the first text, at any depth of the value, that XML cannot have. */
export function checkXmlTexts(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string' && foreign.test(value)) {
    rejectInput(
      path,
      'no control characters other than tabs and line breaks are allowed: S3 reads the request as XML.',
    );
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries(value)) checkXmlTexts(each, [...path, name]);
}
