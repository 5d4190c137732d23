// The records of a list of AWS, each decoded alone: one that is unreadable is skipped, counted and named, and the others are
// returned. A response without its list is an error and never an empty list: what follows from an empty list can cost money.
import { isDeepStrictEqual } from 'node:util';
import { GatewayError, ServiceUnavailableError } from '../../core/errors.ts';
import { joinSkipped, maxNamed, type SkippedRecord, type SkippedRecords } from '../../core/skippedRecords.ts';
import type { AwsOperation } from './defineOperation.ts';
import { damageOf } from './repairLists.ts';

/** An operation whose response has a list or a map in this member. */
type ListOperation = AwsOperation & { readonly list: string };

export interface ListRecords<R> {
  readonly items: readonly R[];
  /** Omitted if all records were read. */
  skipped?: SkippedRecords;
}

/** What was made of lists, by the list: the transport returns the same list for the same bytes of AWS. */
const recordsOf = new WeakMap<readonly unknown[], ListRecords<unknown>>();

/**
 * Clients keep records by their names, so of two with one name the first is returned. The other one is reported unless it is
 * equal: then nothing is missing.
 */
export function listRecords<Wire extends object, R>(
  operation: ListOperation & { readonly idMember: keyof Wire & string },
  output: object,
  decode: (wire: Wire) => R,
): ListRecords<R> {
  const records = (output as Record<string, unknown>)[operation.list];
  if (!Array.isArray(records)) throw notAList(operation);
  // A list is the response to one request, so it is always decoded in the same way.
  const before = recordsOf.get(records) as ListRecords<R> | undefined;
  if (before) return before;
  const damage = damageOf(output);
  const { idMember } = operation;
  const items: R[] = [];
  const skipped: SkippedRecord[] = [];
  const known = new Map<unknown, object>();
  for (const [position, wire] of (records as readonly unknown[]).entries()) {
    const name = (wire as Record<string, unknown> | null)?.[idMember];
    try {
      if (typeof wire !== 'object' || wire === null || Array.isArray(wire)) throw new TypeError('it is not an object');
      const record = decode(wire as Wire);
      const first = known.get(name);
      if (first === undefined) items.push(record);
      else if (!isDeepStrictEqual(first, wire)) throw new ServiceUnavailableError(sameName(idMember));
      known.set(name, first ?? wire);
    } catch (error) {
      const found = damage?.get(position);
      const id = found?.id ?? (typeof name === 'string' ? name.slice(0, maxName) : null);
      skipped.push(skippedRecord(operation, position, id, found?.reason ?? skipReasonOf(error)));
      if (skipped.length > maxSkipped) throw tooManySkipped(operation);
    }
  }
  if (skipped.length > 0) return { items, skipped: skippedOf(skipped) };
  const listed = { items };
  recordsOf.set(records, listed);
  return listed;
}

/** The entries of a list that AWS sends as a map. */
export function listEntries<R>(
  operation: ListOperation,
  output: object,
  decode: (key: string, value: unknown) => R,
): ListRecords<R> {
  const map = (output as Record<string, unknown>)[operation.list];
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw notAList(operation);
  const items: R[] = [];
  const skipped: SkippedRecord[] = [];
  for (const [position, [key, value]] of Object.entries(map).entries()) {
    try {
      items.push(decode(key, value));
    } catch (error) {
      skipped.push(skippedRecord(operation, position, key.slice(0, maxName), skipReasonOf(error)));
    }
  }
  return skipped.length === 0 ? { items } : { items, skipped: skippedOf(skipped) };
}

/** As many as AWS's largest page has. To report millions would block the event loop. */
const maxSkipped = 1000;

/** In characters: AWS's longest name is shorter. */
const maxName = 1024;

const sameName = (idMember: string) => `another record of the list has this ${idMember}.`;

const notAList = ({ name, list }: ListOperation) =>
  new ServiceUnavailableError(`AWS sent an unreadable response to ${name}: it has no list ${list}.`);

const tooManySkipped = ({ name }: ListOperation) =>
  new ServiceUnavailableError(
    `AWS sent an unreadable response to ${name}: more than ${maxSkipped} of its records are unreadable.`,
  );

const skippedRecord = ({ name, list }: ListOperation, position: number, id: string | null, reason: string) => ({
  position,
  id,
  message: `${list}[${position}] of ${name}${id === null ? '' : ` (${id})`} was skipped: ${reason}`,
});

const skippedOf = (skipped: readonly SkippedRecord[]): SkippedRecords =>
  joinSkipped([{ count: skipped.length, first: skipped.slice(0, maxNamed) }]);

/** A record can also break its decoder. */
const skipReasonOf = (error: unknown): string =>
  error instanceof GatewayError ? error.message : 'AWS sent something that is not a record.';
