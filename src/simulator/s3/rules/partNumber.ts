import type { Long } from '../../codec/long.ts';
import { invalidArgument } from '../../protocol/s3/s3Error.ts';

const MOST_PARTS = 10_000;

/** The number of a part of an upload. */
export function partNumber(given: Long | undefined): number {
  const number = Number(given);
  if (number >= 1 && number <= MOST_PARTS) return number;
  const message = `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`;
  throw invalidArgument(message, 'partNumber', String(given));
}
