// DER, as far as a certificate needs it: a tag, a length and what is inside.

type Der = Buffer;

export function tagged(tag: number, ...parts: readonly Der[]): Der {
  const inner = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(inner), inner]);
}

// Below 128 a byte; else the number of the bytes that follow, and they.
function lengthOf({ length }: Buffer): Der {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...parts: readonly Der[]): Der => tagged(0x30, ...parts);

export const set = (...parts: readonly Der[]): Der => tagged(0x31, ...parts);

/** A number that is not negative: a first bit that is set would make it so. */
export const integer = (bytes: Buffer): Der =>
  tagged(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]));

export const nothing = (): Der => tagged(0x05);

export const utf8 = (text: string): Der => tagged(0x0c, Buffer.from(text, 'utf8'));

/** Whole bytes: no bit of the last one is unused. */
export const bits = (bytes: Buffer): Der => tagged(0x03, Buffer.from([0]), bytes);

export const objectId = (hex: string): Der => tagged(0x06, Buffer.from(hex, 'hex'));

/** Years up to 2049 are written with two digits. */
export function time(milliseconds: number): Der {
  const text = new Date(milliseconds).toISOString().replace(/\.\d{3}|[-:T]/g, '');
  return text < '2050' ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
}
