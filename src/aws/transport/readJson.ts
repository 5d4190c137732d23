// Reader of the JSON of Glacier, made from the SDK's schema of an output. It checks the parsed value and returns it as it is: for
// each member of the schema it has what the SDK reads from the same bytes. Members that are null or unknown stay in it, where
// the SDK omits them. It leaves to the SDK: a member of another type, a member that is there twice, an error, invalid UTF-8.
import { isUtf8 } from 'node:buffer';
import type { NormalizedSchema } from '@smithy/core/schema';
import { isErrorMember } from '../../core/isErrorMember.ts';
import type { AwsOperation } from '../client/defineOperation.ts';
import { leaveToSdk } from './unusual.ts';

/** Throws for a value that is not of the schema. */
type Check = (value: unknown) => void;
type Members = Record<string, unknown>;

/** Reads a body as a whole. The caller owns the output. */
export type ReadBody = (bytes: Buffer) => object;

export function jsonReader(output: NormalizedSchema, { list, idMember }: AwsOperation): ReadBody {
  const known = new Set(membersOf(output).map(([name]) => name));
  const checkRoot = structCheck(output);
  const listName = list === undefined ? undefined : nameInQuotes(list);
  const idName = idMember === undefined ? undefined : nameInQuotes(idMember);
  return (bytes) => {
    if (!isUtf8(bytes)) leaveToSdk();
    const text = bytes.toString();
    const root = parse(text);
    for (const name of Object.keys(root)) {
      // Beside a list, nothing may be hidden by a member of the same name: only what is known there is recognised.
      if (!known.has(name) && (list !== undefined || isErrorMember(name))) leaveToSdk();
    }
    checkRoot(root);
    if (list !== undefined && listName) {
      const records = root[list] as readonly unknown[] | null | undefined;
      if (!records || !isListOnce(text, listName)) leaveToSdk();
      if (idName && isMoreOften(text, idName, records.length)) leaveToSdk();
    }
    return root;
  };
}

function parse(text: string): Members {
  // Neither a byte order mark nor another value than an object.
  if (!text.startsWith('{')) leaveToSdk();
  try {
    return JSON.parse(text);
  } catch {
    return leaveToSdk();
  }
}

function structCheck(schema: NormalizedSchema): Check {
  const members = membersOf(schema).map(([name, member]) => ({
    name,
    type: typeOf(member),
    check: lazyCheck(member),
  }));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaveToSdk();
    const given = value as Members;
    // The SDK keeps unknown members of a structure that names its type.
    if (given['__type'] !== undefined) leaveToSdk();
    for (const { name, type, check } of members) {
      const member = given[name];
      if (member == null) continue;
      if (type === null) check(member);
      else if (typeof member !== type) leaveToSdk();
    }
  };
}

const membersOf = (schema: NormalizedSchema): [string, NormalizedSchema][] =>
  [...schema.structIterator()].map(([name, member]) => {
    const { jsonName, httpHeader, httpPayload } = member.getMergedTraits();
    return [name, jsonName || httpHeader || httpPayload ? unknownSchema : member];
  });

/** A member that is not read from the body under its own name. */
const unknownSchema = undefined as unknown as NormalizedSchema;

/** What `typeof` says of the values; null if that does not decide. */
function typeOf(schema: NormalizedSchema): 'string' | 'boolean' | 'number' | null {
  if (schema === unknownSchema || schema.getMergedTraits().mediaType) return null;
  if (schema.isStringSchema()) return 'string';
  if (schema.isBooleanSchema()) return 'boolean';
  const isPlainNumber = schema.isNumericSchema() && !schema.isBigIntegerSchema() && !schema.isBigDecimalSchema();
  return isPlainNumber ? 'number' : null;
}

/** Made at the first value: a structure may contain itself. */
function lazyCheck(schema: NormalizedSchema): Check {
  let check: Check | undefined;
  return (value) => {
    check ??= createCheck(schema);
    check(value);
  };
}

function createCheck(schema: NormalizedSchema): Check {
  const type = typeOf(schema);
  if (type !== null) return (value) => void (typeof value === type || leaveToSdk());
  if (schema === unknownSchema || schema.getMergedTraits().mediaType || schema.isUnionSchema()) return leaveToSdk;
  if (schema.isStructSchema()) return structCheck(schema);
  if (schema.isListSchema()) return listCheck(lazyCheck(schema.getValueSchema()));
  return schema.isMapSchema() ? mapCheck(lazyCheck(schema.getValueSchema())) : leaveToSdk;
}

const listCheck =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) leaveToSdk();
    for (const item of value) check(item);
  };

const mapCheck =
  (check: Check): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaveToSdk();
    if (Object.hasOwn(value, '__proto__')) leaveToSdk();
    for (const each of Object.values(value)) check(each);
  };

/** The name of a member as it is written. */
interface Name {
  quoted: string;
  /** Its last characters, which are searched. */
  end: string;
}

/** V8 searches a longer text in another way, which takes eight times as long in a list. */
const searchedLength = 6;

function nameInQuotes(member: string): Name {
  const quoted = `"${member}"`;
  return { quoted, end: quoted.slice(-searchedLength) };
}

/** At most one member before the list, or one after it: a marker, whose text has no bracket, quote or escape. */
const beforeList = /^\{\s*(?:"\w+"\s*:\s*(?:null|"[^"\\]*")\s*,\s*)?$/;
const afterList = /^\s*(?:,\s*"\w+"\s*:\s*(?:null|"[^"\\\]]*")\s*)?\}\s*$/;

/**
 * Whether no member of the root is there twice: JSON.parse keeps the last one. The text is valid JSON, and its root has no
 * unknown member.
 */
function isListOnce(text: string, list: Name): boolean {
  const start = indexOfName(text, list, 0);
  // An escape could spell a name in another way. The letters of a name have such escapes only.
  if (start < 0 || indexOfName(text, list, start + 1) >= 0 || text.includes('\\u00')) return false;
  const before = text.slice(0, start);
  const after = text.slice(text.lastIndexOf(']') + 1);
  const isMarkerTwice = before.includes('"') && after.includes('"');
  return !isMarkerTwice && beforeList.test(before) && afterList.test(after);
}

function isMoreOften(text: string, member: Name, times: number): boolean {
  let count = 0;
  for (let at = indexOfName(text, member, 0); at >= 0 && count <= times; at = indexOfName(text, member, at + 1))
    count += 1;
  return count > times;
}

/** Where a name in quotes begins; -1 if there is none. */
function indexOfName(text: string, { quoted, end }: Name, from: number): number {
  const offset = quoted.length - end.length;
  let at = text.indexOf(end, from + offset);
  while (at >= 0 && !text.startsWith(quoted, at - offset)) at = text.indexOf(end, at + 1);
  return at < 0 ? -1 : at - offset;
}
