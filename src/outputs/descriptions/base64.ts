// Strict decoding of base64 and UTF-8: null for anything that an encoder would not write. Node instead skips unknown
// characters and inserts U+FFFD. One comparison handles the common case.

/** Decodes either alphabet, with or without padding. */
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
