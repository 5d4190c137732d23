// Validation of the part size of an upload: a mebibyte times a power of two, up to 4 GiB. AWS's text was seen in
// github.com/MoriTanosuke/glacieruploader/pull/47; that a missing size is shown as null is a guess.
import { invalidParameter } from '../../http/errors.ts';
import { MEBIBYTE } from '../../world/ranges.ts';

const LARGEST = 4096 * MEBIBYTE;

export function checkPartSize(text: string | undefined): number {
  const size = /^\d{1,10}$/.test(text ?? '') ? Number(text) : 0;
  if (size >= MEBIBYTE && size <= LARGEST && Number.isInteger(Math.log2(size))) return size;
  throw invalidParameter(
    `Invalid part size: ${text ?? null}. Part size must not be null, must be a power of two and be between ${MEBIBYTE} and ${LARGEST} bytes.`,
  );
}
