// Base64 and UTF-8 read strictly: null for what is not exactly what an encoder writes, where Node skips what it does
// not know and puts U+FFFD in its place. What is usual is told by one comparison.

/** Either alphabet, padded or not. */
export function base64Bytes(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString(text.endsWith('=') ? 'base64' : 'base64url') === text) return bytes;
  const unpadded = text
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  return bytes.toString('base64url') === unpadded ? bytes : null;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8Text(bytes: Buffer | null): string | null {
  const text = bytes?.toString('utf8') ?? null;
  if (!text?.includes('\ufffd')) return text;
  try {
    return strictUtf8.decode(bytes ?? undefined);
  } catch {
    return null;
  }
}
