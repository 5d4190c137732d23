// Checks of required members. AWS's JSON and the SDK's types leave every member optional. A response that lacks a member
// that our record requires is unreadable.
import { ServiceUnavailableError } from '../../core/errors.ts';
import { parseJson } from '../../core/parseJson.ts';

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

/** The deepest policy has ten levels. Deeper values could not be written into a response: that uses the stack. */
const maxNesting = 50;

/** A required policy, sent as a JSON text: an object. */
export function presentPolicy(text: string | null | undefined): Record<string, unknown> {
  const policy = parseJson(present(text, 'Policy'));
  const isObject = typeof policy === 'object' && policy !== null && !Array.isArray(policy);
  if (!isObject || isDeeper(policy, maxNesting)) throw new ServiceUnavailableError('AWS sent an unreadable Policy.');
  return policy as Record<string, unknown>;
}

function isDeeper(value: object, limit: number): boolean {
  let level: object[] = [value];
  for (let nesting = 0; level.length > 0; nesting += 1) {
    if (nesting > limit) return true;
    level = level.flatMap((each) => Object.values(each)).filter((inner) => typeof inner === 'object' && inner !== null);
  }
  return false;
}
