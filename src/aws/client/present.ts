// What AWS must have sent. AWS's JSON and the SDK's types leave every member optional; where our records do not, an
// answer without it is unreadable rather than half true.
import { ServiceUnavailableError } from '../../core/errors.ts';

export function present<T>(value: T | null | undefined, member: string): T {
  if (value == null) throw new ServiceUnavailableError(`AWS answered without ${member}.`);
  return value;
}

/** A date that AWS must have sent: ISO 8601, with or without milliseconds. */
export function presentDate(value: string | null | undefined, member: string): Date {
  const date = new Date(present(value, member));
  if (Number.isNaN(date.getTime())) throw new ServiceUnavailableError(`AWS answered an unreadable ${member}.`);
  return date;
}

export const dateOrNull = (value: string | null | undefined, member: string): Date | null =>
  value == null ? null : presentDate(value, member);

/** A policy that AWS must have sent, as a JSON text. */
export function presentPolicy(text: string | null | undefined): Record<string, unknown> {
  try {
    return JSON.parse(present(text, 'Policy')) as Record<string, unknown>;
  } catch {
    throw new ServiceUnavailableError('AWS answered an unreadable Policy.');
  }
}
