// The integers of AWS's models: 64 bits with a sign. A number holds those up to 2^53 - 1 exactly; a bigint holds the others.

export type Long = number | bigint;

/** A structure of the SDK as the codecs read it: what the SDK types as a number may be any 64-bit integer. */
export type Decoded<T> = T extends number
  ? Long
  : T extends Date | Uint8Array
    ? T
    : T extends (infer Item)[]
      ? Decoded<Item>[]
      : T extends object
        ? { [Key in keyof T]: Decoded<T[Key]> }
        : T;

const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

/** Undefined for a fraction and beyond 64 bits. */
export function toLong(value: Long): Long | undefined {
  if (Number.isSafeInteger(value)) return value;
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  const exact = BigInt(value);
  if (exact < least || exact > most) return undefined;
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

/** Undefined for any other text than decimal digits, and beyond 64 bits. */
export const parseLong = (text: string): Long | undefined =>
  /^-?\d{1,30}$/.test(text) ? toLong(BigInt(text)) : undefined;
