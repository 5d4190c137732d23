// Base64 and UTF-8 read strictly: null for what is not exactly what an encoder writes, where Node skips what it does
// not know and puts U+FFFD in its place.

/** Either alphabet, padded or not. */
export function base64Bytes(text: string): Buffer | null {
  const unpadded = text
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  const bytes = Buffer.from(unpadded, 'base64url');
  return bytes.toString('base64url') === unpadded ? bytes : null;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8Text(bytes: Uint8Array | null): string | null {
  try {
    return bytes && strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}
