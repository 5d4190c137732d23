// Codec of NextToken. Opaque to callers, and in plain base64: its +, / and = must survive URL encoding.
import { readMarker, writeMarker } from '../../world/page.ts';

type Key = NonNullable<ReturnType<typeof readMarker>>;

export const writeNextToken = (key: Key): string => Buffer.from(`?>~${writeMarker(key)}`).toString('base64');

export function readNextToken(token: string): Key | undefined {
  const text = Buffer.from(token, 'base64').toString('latin1');
  return text.startsWith('?>~') ? readMarker(text.slice(3)) : undefined;
}
