// The members of events, each checked by the form that AWS gives it. A member of any other form rejects the whole message.
import { parseDate } from '../core/parseDate.ts';
import { regionPattern } from '../core/partition.ts';
import type { MalformedReason } from './awsEvent.ts';
import { EventRejection } from './eventRejection.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The own members of a value; none if it is no object. */
export const membersOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

function matching(value: unknown, form: RegExp, reason: MalformedReason): string {
  if (typeof value !== 'string' || !form.test(value)) throw new EventRejection(reason);
  return value;
}

export const accountIn = (value: unknown): string => matching(value, /^\d{12}$/, 'invalid account');

export const regionIn = (value: unknown): string => matching(value, regionPattern, 'invalid region');

export function timeIn(value: unknown): Date {
  const time = typeof value === 'string' ? parseDate(value) : null;
  if (!time) throw new EventRejection('invalid time');
  return time;
}

export const timeOrNullIn = (value: unknown): Date | null => (value == null ? null : timeIn(value));

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. Old buckets have capitals and underscores. */
export const bucketIn = (value: unknown): string => matching(value, /^[A-Za-z0-9][\w.-]{1,254}$/, 'invalid bucket');

/** In bytes of UTF-8. */
const maxKeyBytes = 1024;

export function keyIn(value: unknown): string {
  if (typeof value !== 'string' || value === '' || Buffer.byteLength(value) > maxKeyBytes || !value.isWellFormed()) {
    throw new EventRejection('invalid key');
  }
  return value;
}

/** S3 gives a version as text of up to 1,024 bytes. */
export function versionOrNullIn(value: unknown): string | null {
  return value == null || value === '' ? null : matching(value, /^[\x21-\x7e]{1,1024}$/, 'invalid version');
}
