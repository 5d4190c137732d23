// Checks of the members of a response. AWS's JSON and the SDK's types leave every member optional, and the SDK returns values
// of any type as they are. A response that lacks a member that our record requires, or has one of another type, is unreadable.
import { ServiceUnavailableError } from '../../core/errors.ts';
import { isVaultName } from '../../core/isVaultName.ts';
import { parseDate } from '../../core/parseDate.ts';
import { parseJson } from '../../core/parseJson.ts';
import { jobIdOf } from '../jobIdOf.ts';

export function present<T>(value: T | null | undefined, member: string): T {
  if (value == null) throw new ServiceUnavailableError(`AWS sent a response without ${member}.`);
  return value;
}

function unreadable(member: string): never {
  throw new ServiceUnavailableError(`AWS sent an unreadable ${member}.`);
}

// The value if it has the type; null if it is absent. Functions of their own instead of one with a predicate: V8 inlines them, and
// a record has thirty members.

export function textOrNull(value: string | null | undefined, member: string): string | null {
  if (value == null) return null;
  return typeof value === 'string' ? value : unreadable(member);
}

export function booleanOrNull(value: boolean | null | undefined, member: string): boolean | null {
  if (value == null) return null;
  return typeof value === 'boolean' ? value : unreadable(member);
}

/** A size, count or rate: AWS's are integers of 64 bits, and the largest becomes 2^63 as a number. */
export function sizeOrNull(value: number | null | undefined, member: string): number | null {
  if (value == null) return null;
  return Number.isInteger(value) && value >= 0 && value <= 2 ** 63 ? value : unreadable(member);
}

/** Of 32 bits, as GraphQL's Int. */
export function intOrNull(value: number | null | undefined, member: string): number | null {
  if (value == null) return null;
  return Number.isInteger(value) && value === (value | 0) ? value : unreadable(member);
}

export function structureOrNull<T extends object>(value: T | null | undefined, member: string): T | null {
  if (value == null) return null;
  return typeof value === 'object' && !Array.isArray(value) ? value : unreadable(member);
}

/** A required list. Its items are not checked. */
export function presentList(value: unknown, member: string): readonly unknown[] {
  if (!Array.isArray(present(value, member))) unreadable(member);
  return value as readonly unknown[];
}

/** A required text, which is not empty. */
export const presentText = (value: string | null | undefined, member: string): string =>
  present(textOrNull(value, member) || null, member);

/** A required ID of a job. What is none could direct later calls to another path. */
export function presentJobId(value: string | null | undefined): string {
  const id = jobIdOf(presentText(value, 'JobId'));
  if (id === null) unreadable('JobId');
  return id;
}

/** A required name of a vault. */
export function presentVaultName(value: string | null | undefined): string {
  const name = presentText(value, 'VaultName');
  if (!isVaultName(name)) unreadable('VaultName');
  return name;
}

/** The name or ID of what AWS described, which must be what was requested: rights and caches go by that. */
export function presentRequested(given: string, requested: string, member: string): void {
  if (given !== requested) throw new ServiceUnavailableError(`AWS sent another ${member} than the requested one.`);
}

/** A required date. */
export function presentDate(value: string | null | undefined, member: string): Date {
  const date = parseDate(presentText(value, member));
  if (date === null) unreadable(member);
  return date;
}

export const dateOrNull = (value: string | null | undefined, member: string): Date | null =>
  value == null ? null : presentDate(value, member);

/** The deepest policy has ten levels. Deeper values could not be written into a response: that uses the stack. */
const maxNesting = 50;

/** A required policy, sent as a JSON text: an object. */
export function presentPolicy(text: string | null | undefined): Record<string, unknown> {
  const policy = parseJson(presentText(text, 'Policy'));
  const isObject = typeof policy === 'object' && policy !== null && !Array.isArray(policy);
  if (!isObject || isDeeper(policy, maxNesting)) unreadable('Policy');
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
