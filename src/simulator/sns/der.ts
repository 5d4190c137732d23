// DER encoder for certificates: a tag, a length and the content.

type Der = Buffer;

export function tagged(tag: number, ...parts: readonly Der[]): Der {
  const inner = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(inner), inner]);
}

// One byte below 128; else the number of length bytes, and the length bytes.
function lengthOf({ length }: Buffer): Der {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...parts: readonly Der[]): Der => tagged(0x30, ...parts);

export const set = (...parts: readonly Der[]): Der => tagged(0x31, ...parts);

/** A non-negative integer: a leading zero byte keeps a set first bit from making it negative. */
export const integer = (bytes: Buffer): Der =>
  tagged(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]));

export const nothing = (): Der => tagged(0x05);

export const utf8 = (text: string): Der => tagged(0x0c, Buffer.from(text, 'utf8'));

/** Whole bytes: the number of unused bits is 0. */
export const bits = (bytes: Buffer): Der => tagged(0x03, Buffer.from([0]), bytes);

export const objectId = (hex: string): Der => tagged(0x06, Buffer.from(hex, 'hex'));

/** UTCTime: years up to 2049 have two digits. */
export function time(milliseconds: number): Der {
  const text = new Date(milliseconds).toISOString().replace(/\.\d{3}|[-:T]/g, '');
  return text < '2050' ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
}
