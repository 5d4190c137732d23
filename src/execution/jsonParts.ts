// The JSON of a result in parts: texts, and bytes that are sent as they are, in UTF-8.

export type JsonPart = string | Uint8Array;

export const textOf = (parts: readonly JsonPart[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : asBuffer(part).toString())).join('');

/** The same parts, with texts that follow each other as one. */
export function joinTexts(parts: readonly JsonPart[]): JsonPart[] {
  const joined: JsonPart[] = [];
  let texts: string[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      texts.push(part);
      continue;
    }
    if (texts.length > 0) joined.push(texts.join(''));
    texts = [];
    joined.push(part);
  }
  if (texts.length > 0) joined.push(texts.join(''));
  return joined;
}

export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
