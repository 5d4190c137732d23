// UTF-7 (RFC 2152): .NET writes a backslash as +AFw- and ü as +APw-. A text with a sequence that no encoder writes is not
// UTF-7 and is returned unchanged: in a+b.txt, the plus is a plus.

const run = /\+([A-Za-z0-9+/]*)-?/g;

export function decodeUtf7(text: string): string {
  let isUtf7 = true;
  const decoded = text.replace(run, (whole, base64: string) => {
    if (base64 === '' && whole === '+-') return '+';
    const units = decodeRun(base64);
    if (units === null) isUtf7 = false;
    return units ?? whole;
  });
  return isUtf7 ? decoded : text;
}

/** Decodes UTF-16 in base64 without padding. The unused bits must be zero. */
function decodeRun(base64: string): string | null {
  const bytes = Buffer.from(base64, 'base64');
  const length = bytes.length - (bytes.length % 2);
  const units = bytes.subarray(0, length);
  const exact = units.toString('base64').replace(/={1,2}$/, '');
  return length > 0 && exact === base64 ? units.swap16().toString('utf16le') : null;
}
