// Checks of required members. AWS's JSON and the SDK's types leave every member optional. A response that lacks a member
// that our record requires is unreadable.
import { ServiceUnavailableError } from '../../core/errors.ts';

export function present<T>(value: T | null | undefined, member: string): T {
  if (value == null) throw new ServiceUnavailableError(`AWS sent a response without ${member}.`);
  return value;
}

/** A required date: ISO 8601, with or without milliseconds. */
export function presentDate(value: string | null | undefined, member: string): Date {
  const date = new Date(present(value, member));
  if (Number.isNaN(date.getTime())) throw new ServiceUnavailableError(`AWS sent an unreadable ${member}.`);
  return date;
}

export const dateOrNull = (value: string | null | undefined, member: string): Date | null =>
  value == null ? null : presentDate(value, member);

/** A required policy, sent as a JSON text. */
export function presentPolicy(text: string | null | undefined): Record<string, unknown> {
  try {
    return JSON.parse(present(text, 'Policy')) as Record<string, unknown>;
  } catch {
    throw new ServiceUnavailableError('AWS sent an unreadable Policy.');
  }
}
