// The key that a caller gives a start, so that it can be sent again.
import { InvalidInputError } from '../../core/errors.ts';
import type { locationFields } from './locationArguments.ts';

type InputFields = Parameters<typeof locationFields>[0];

const same =
  'The same key with the same input gives the same job, for 48 hours, never a second one: also after a lost answer, by another instance, or after a crash. With other input it is an IdempotencyError. A key is of its caller alone, and of one mutation in one account and region.';

export const idempotencyKeyField = (t: InputFields, more = '') =>
  t.string({
    description: `1 to 256 characters of printable ASCII, of your own choice. ${same}${more && ` ${more}`} Without one, a call can only be repeated by hand.`,
  });

/** Null where there is none. */
export function checkIdempotencyKey(key: string | null | undefined): string | null {
  if (key == null) return null;
  if (/^[\x20-\x7e]{1,256}$/.test(key)) return key;
  throw new InvalidInputError(
    ['input', 'idempotencyKey'],
    'input.idempotencyKey: 1 to 256 characters of printable ASCII (0x20-0x7E).',
  );
}
