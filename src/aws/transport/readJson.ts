// Reader of the JSON of Glacier, made from the SDK's schema of an output. Its output is what the SDK reads from the same bytes,
// or it leaves the bytes to the SDK: a member of another type, a member that is there twice, an error, invalid UTF-8.
import { isUtf8 } from 'node:buffer';
import type { NormalizedSchema } from '@smithy/core/schema';
import { isErrorMember } from '../../core/isErrorMember.ts';
import type { AwsOperation } from '../client/defineOperation.ts';
import { leaveToSdk } from './unusual.ts';

type Read = (value: unknown) => unknown;
type Members = Record<string, unknown>;

/** Reads a body as a whole. */
export type ReadBody = (bytes: Buffer) => object;

export function jsonReader(output: NormalizedSchema, { list, idMember }: AwsOperation): ReadBody {
  const known = new Set(membersOf(output).map(([name]) => name));
  const readRoot = structReader(output);
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
    const read = readRoot(root) as Members;
    if (list !== undefined && listName) {
      const records = read[list] as readonly unknown[] | undefined;
      if (!records || !isListOnce(text, listName)) leaveToSdk();
      if (idName && isMoreOften(text, idName, records.length)) leaveToSdk();
    }
    return read;
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

function structReader(schema: NormalizedSchema): Read {
  const members = membersOf(schema).map(([name, member]) => ({ name, read: readerOf(member) }));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaveToSdk();
    const given = value as Members;
    // The SDK keeps unknown members of a structure that names its type.
    if (given['__type'] !== undefined) leaveToSdk();
    const record: Members = {};
    for (const { name, read } of members) {
      const member = given[name];
      if (member != null) record[name] = read(member);
    }
    return record;
  };
}

const membersOf = (schema: NormalizedSchema): [string, NormalizedSchema][] =>
  [...schema.structIterator()].map(([name, member]) => {
    const { jsonName, httpHeader, httpPayload } = member.getMergedTraits();
    return [name, jsonName || httpHeader || httpPayload ? unknownSchema : member];
  });

/** A member that is not read from the body under its own name. */
const unknownSchema = undefined as unknown as NormalizedSchema;

/** Made at the first value: a structure may contain itself. */
function readerOf(schema: NormalizedSchema): Read {
  let read: Read | undefined;
  return (value) => {
    read ??= createReader(schema);
    return read(value);
  };
}

function createReader(schema: NormalizedSchema): Read {
  if (schema === unknownSchema || schema.getMergedTraits().mediaType) return leaveToSdk;
  if (schema.isUnionSchema()) return leaveToSdk;
  if (schema.isStructSchema()) return structReader(schema);
  if (schema.isListSchema()) return listReader(readerOf(schema.getValueSchema()));
  if (schema.isMapSchema()) return mapReader(readerOf(schema.getValueSchema()));
  if (schema.isStringSchema()) return (value) => (typeof value === 'string' ? value : leaveToSdk());
  if (schema.isBooleanSchema()) return (value) => (typeof value === 'boolean' ? value : leaveToSdk());
  const isPlainNumber = schema.isNumericSchema() && !schema.isBigIntegerSchema() && !schema.isBigDecimalSchema();
  return isPlainNumber ? (value) => (typeof value === 'number' ? value : leaveToSdk()) : leaveToSdk;
}

const listReader =
  (read: Read): Read =>
  (value) =>
    Array.isArray(value) ? value.map(read) : leaveToSdk();

const mapReader =
  (read: Read): Read =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaveToSdk();
    const map = value as Members;
    if (Object.hasOwn(map, '__proto__')) leaveToSdk();
    return Object.fromEntries(Object.entries(map).map(([key, each]) => [key, read(each)]));
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
