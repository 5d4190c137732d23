// The encoding of keys in lists, on request: so that keys with characters that XML does not have can be listed. A space is a plus
// sign and a slash stays, as measured on AWS (brekkylab/backlot#178).
import { invalidArgument } from '../../protocol/s3/s3Error.ts';

export type EncodeKey = (text: string) => string;

export function keyEncoding(type: string | undefined): EncodeKey {
  if (type === undefined) return (text) => text;
  if (type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
  return encodeKey;
}

const encodeKey = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
