// Reader of the XML of S3 Control, made from the SDK's schema of an output. Its output is what the SDK reads from the same
// bytes, or it leaves the bytes to the SDK: attributes, comments, CDATA, text beside elements, an element that is there twice,
// a date of another form. The scanner jumps from tag to tag: a tenth of the time of the SDK's parser.
import { isUtf8 } from 'node:buffer';
import type { NormalizedSchema } from '@smithy/core/schema';
import { parseDate } from '../../core/parseDate.ts';
import type { AwsOperation } from '../client/defineOperation.ts';
import type { ReadBody } from './readJson.ts';
import { leaveToSdk } from './unusual.ts';
import { isNameOfDate, type Tag, XmlScanner } from './xmlScanner.ts';

/** Reads the content of an element, and its closing tag. */
type Read = (scanner: XmlScanner, name: string) => unknown;

interface Element {
  read: Read;
  /** The value of an element without content; undefined if the SDK decides. */
  empty: () => unknown;
}

interface Member extends Element {
  name: string;
  position: number;
}

export function xmlReader(output: NormalizedSchema, { name, list }: AwsOperation): ReadBody {
  const root = `${name}Result`;
  const start = new RegExp(`^(?:<\\?xml [^?<>]*\\?>\\s*)?<${root}(?: xmlns="[\\w:/.-]*")?>`);
  const { read } = structElement(output, { isRoot: true });
  return (bytes) => {
    if (!isUtf8(bytes)) leaveToSdk();
    const scanner = new XmlScanner(bytes, start);
    const value = read(scanner, root) as Record<string, unknown>;
    scanner.end();
    if (list !== undefined && value[list] === undefined) leaveToSdk();
    return value;
  };
}

/** The members of a structure in the order of the schema, whatever the order of the elements. */
function structElement(schema: NormalizedSchema, { isRoot = false } = {}): Element {
  let known: Map<string, Member> | undefined;
  const isUnion = schema.isUnionSchema();
  return {
    empty: isRoot || isUnion ? leaveToSdk : () => ({}),
    read: (scanner, element) => {
      known ??= membersOf(schema);
      const values: unknown[] = [];
      let count = 0;
      for (let tag = scanner.open(element); tag !== null; tag = scanner.open(element)) {
        const member = known.get(tag.name);
        if (!member) {
          // At the root it may be an error; in a union it would be its value.
          if (isRoot || isUnion) leaveToSdk();
          scanner.skip(tag);
          continue;
        }
        if (values[member.position] !== undefined) leaveToSdk();
        values[member.position] = tag.isEmpty ? member.empty() : member.read(scanner, tag.name);
        count += 1;
      }
      if (isUnion && count !== 1) leaveToSdk();
      const record: Record<string, unknown> = {};
      for (const { name, position } of known.values()) {
        if (values[position] !== undefined) record[name] = values[position];
      }
      return record;
    },
  };
}

const membersOf = (schema: NormalizedSchema): Map<string, Member> =>
  new Map(
    [...schema.structIterator()].map(([name, member], position) => {
      const { xmlName } = member.getMemberTraits();
      const tag = xmlName ?? name;
      return [tag, { name, position, ...elementOf(member, tag) }];
    }),
  );

const leftToSdk: Element = { read: leaveToSdk, empty: leaveToSdk };

/** Made at the first element: a structure may contain itself. */
function elementOf(schema: NormalizedSchema, tag: string): Element {
  let element: Element | undefined;
  const made = () => {
    element ??= createElement(schema, tag);
    return element;
  };
  return { read: (scanner, name) => made().read(scanner, name), empty: () => made().empty() };
}

function createElement(schema: NormalizedSchema, tag: string): Element {
  const { xmlFlattened, xmlAttribute, httpHeader, httpPayload, mediaType } = schema.getMergedTraits();
  if (xmlFlattened || xmlAttribute || httpHeader || httpPayload || mediaType) return leftToSdk;
  if (schema.isStructSchema()) return structElement(schema);
  if (schema.isListSchema()) return listElement(schema.getValueSchema());
  if (schema.isMapSchema()) return mapElement(schema);
  if (schema.isTimestampSchema()) return { read: readDate, empty: leaveToSdk };
  // By its name, a date that must exist: hasInvalidDate.ts.
  if (isNameOfDate(tag)) return leftToSdk;
  if (schema.isStringSchema()) return { read: (scanner, name) => scanner.text(name), empty: () => '' };
  if (schema.isBooleanSchema()) {
    return { read: (scanner, name) => scanner.text(name).toLowerCase() === 'true', empty: leaveToSdk };
  }
  const isPlainNumber = schema.isNumericSchema() && !schema.isBigIntegerSchema() && !schema.isBigDecimalSchema();
  return isPlainNumber ? { read: (scanner, name) => Number(scanner.text(name)), empty: leaveToSdk } : leftToSdk;
}

function listElement(schema: NormalizedSchema): Element {
  const tagOfItem = schema.getMergedTraits().xmlName ?? 'member';
  const item = elementOf(schema, tagOfItem);
  return {
    empty: () => [],
    read: (scanner, element) => {
      const items: unknown[] = [];
      for (let tag = scanner.open(element); tag !== null; tag = scanner.open(element)) {
        if (tag.name !== tagOfItem) leaveToSdk();
        items.push(tag.isEmpty ? item.empty() : item.read(scanner, tagOfItem));
      }
      return items;
    },
  };
}

/** Of texts: an `entry` with a `key` and a `value` for each. */
function mapElement(schema: NormalizedSchema): Element {
  const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
  const isPlain = [key, value].every((each) => each.isStringSchema() && each.getMergedTraits().xmlName === undefined);
  if (!isPlain) return leftToSdk;
  return {
    empty: () => ({}),
    read: (scanner, element) => {
      const map = new Map<string, string>();
      for (let tag = scanner.open(element); tag !== null; tag = scanner.open(element)) {
        if (tag.name !== 'entry' || tag.isEmpty) leaveToSdk();
        const text = readText(scanner, scanner.open('entry'), 'key');
        if (map.has(text) || text === '__proto__') leaveToSdk();
        map.set(text, readText(scanner, scanner.open('entry'), 'value'));
        if (scanner.open('entry') !== null) leaveToSdk();
      }
      return Object.fromEntries(map);
    },
  };
}

function readText(scanner: XmlScanner, tag: Tag | null, name: string): string {
  if (tag?.name !== name) leaveToSdk();
  return tag.isEmpty ? '' : scanner.text(name);
}

/** With at most milliseconds: the SDK rounds what is smaller. */
const plainDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

function readDate(scanner: XmlScanner, name: string): Date {
  const text = scanner.plainText(name);
  return (plainDate.test(text) ? parseDate(text) : null) ?? leaveToSdk();
}
