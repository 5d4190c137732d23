// Responses of AWS as it may write them, with any value of each member that the SDK's schema has.
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { schemaOf } from '../../../src/aws/transport/operationSchema.ts';
import { anyText } from '../../support/anyText.ts';

type Value = string | number | boolean | Date | null | AnyMap | Value[] | { [member: string]: Value };

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: anyText({ maxLength: 8 }) },
  fc.constantFrom(
    '',
    ' ',
    '\n',
    ' \n ',
    '&',
    '&amp;',
    '<b>',
    ']]>',
    '"',
    '\\',
    '\u0000',
    '\u2028',
    '\u{1F9CA}',
    'JobList',
    '__proto__',
  ),
);
const id = fc.stringMatching(/^[\w-]{1,20}$/);
const number = fc.oneof(
  fc.maxSafeNat(),
  fc.integer(),
  fc.constantFrom(0, -0, 1.5, 2 ** 31, 2 ** 53, 2 ** 63, 2 ** 63 + 2 ** 12, 1e-7, 1e21, 1e300),
);
const date = fc.oneof(
  fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  fc.constantFrom(new Date('2028-02-29T23:59:59.999Z'), new Date('2026-11-29T00:00:00Z')),
);
const dateText = date.map((each) => each.toISOString());

class AnyMap {
  constructor(readonly entries: Record<string, string>) {}

  toJSON(): Record<string, string> {
    return this.entries;
  }
}

/** `maxDepth` ends structures that contain themselves. */
function anyValue(schema: NormalizedSchema, name: string, depth: number): fc.Arbitrary<Value> {
  if (schema.isListSchema()) {
    return fc.array(anyValue(schema.getValueSchema(), name, depth - 1), { maxLength: depth > 0 ? 3 : 0 });
  }
  if (schema.isMapSchema()) return fc.dictionary(text, text, { maxKeys: 2 }).map((entries) => new AnyMap(entries));
  if (schema.isStructSchema()) return depth > 0 ? anyStructure(schema, depth - 1) : fc.constant({});
  if (schema.isTimestampSchema()) return date;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return number;
  // Without a valid ID or date, a record is skipped, and shows no other member.
  if (/^(?:JobId|VaultName)$/.test(name)) return fc.oneof({ weight: 9, arbitrary: id }, text);
  return name.endsWith('Date') ? fc.oneof({ weight: 9, arbitrary: dateText }, text) : text;
}

function anyStructure(schema: NormalizedSchema, depth: number): fc.Arbitrary<{ [member: string]: Value }> {
  const members = [...schema.structIterator()];
  const values = members.map(([name, member]): [string, fc.Arbitrary<Value>] => {
    const { xmlName = name } = member.getMemberTraits();
    return [xmlName, anyValue(member, name, depth)];
  });
  if (schema.isUnionSchema()) return fc.oneof(...values.map(([name, value]) => fc.record({ [name]: value })));
  const required = values.map(([name]) => name).filter((name) => /^(?:JobId|VaultName|Creation|Job$)/.test(name));
  return fc.record(Object.fromEntries(values), { requiredKeys: required, noNullPrototype: true });
}

const outputOf = (command: object): NormalizedSchema => NormalizedSchema.of(schemaOf(command)?.[5] ?? 0);

const spaces = fc.constantFrom('', '', '', ' ', '\n  ', '\r\n\t');

/** Members may be null, as AWS writes them, or of another type. */
export const anyJson = (command: object): fc.Arbitrary<string> =>
  fc
    .record({
      output: anyStructure(outputOf(command), 5),
      space: fc.constantFrom(undefined, undefined, 1, '\t'),
      nulls: fc.boolean(),
      escapes: fc.boolean(),
      extra: fc.constantFrom('', '', '', '"New":{"a":[1]}', '"JobId":"again"', '"message":null', '"Marker":"m"'),
      isFirst: fc.boolean(),
    })
    .map(({ output, space, nulls, escapes, extra, isFirst }) => {
      const shown = nulls ? { ...output, Marker: null } : output;
      const json = JSON.stringify(shown, null, space);
      const written = escapes ? json.replace(/[^\x20-\x7e]/g, escaped) : json;
      if (extra === '' || written === '{}') return written;
      return isFirst ? written.replace('{', `{${extra},`) : written.replace(/\}$/, `,${extra}}`);
    });

const escaped = (character: string): string =>
  /\s/.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The ways to write an element. */
interface XmlStyle {
  text: (value: string) => string;
  space: string;
  attribute: string;
  isShort: boolean;
  extra: string;
}

const withEntities = (value: string): string =>
  value.replace(/[&<>]/g, (each) => ({ '&': '&amp;', '<': '&lt;' })[each] ?? '&gt;');
const withNumbers = (value: string): string => value.replace(/[&<>"'é\r]/g, (each) => `&#${each.charCodeAt(0)};`);
const withHex = (value: string): string =>
  value.replace(/[&<>\n]/g, (each) => `&#x${each.charCodeAt(0).toString(16)};`);
const withCdata = (value: string): string => `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

const xmlStyle: fc.Arbitrary<XmlStyle> = fc.record({
  text: fc.constantFrom(withEntities, withEntities, withEntities, withNumbers, withHex, withCdata),
  space: spaces,
  attribute: fc.constantFrom('', '', '', '', '', ' a="b"', ' '),
  isShort: fc.boolean(),
  extra: fc.constantFrom(
    '',
    '',
    '',
    '',
    '<New>1</New>',
    '<New><JobId>x</JobId>&nbsp;</New>',
    '<!-- c -->',
    '<NewDate>5</NewDate>',
    'text',
  ),
});

export const anyXml = (command: object, root: string): fc.Arbitrary<string> =>
  fc
    .record({
      output: anyStructure(outputOf(command), 6),
      style: xmlStyle,
      prolog: fc.constantFrom(
        '',
        '',
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<?xml version="1.0"?>\n',
        '<!DOCTYPE a>',
        '\uFEFF',
      ),
      namespace: fc.constantFrom('', ' xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"', ' b="1"'),
      end: fc.constantFrom('', '', '\n', '<a/>'),
    })
    .map(
      ({ output, style, prolog, namespace, end }) =>
        `${prolog}<${root}${namespace}>${style.space}${childrenOf(output, style)}</${root}>${end}`,
    );

const childrenOf = (members: { [member: string]: Value }, style: XmlStyle): string =>
  Object.entries(members)
    .map(([name, value]) => elementOf(name, value, style) + style.space)
    .join('');

function elementOf(name: string, value: Value, style: XmlStyle): string {
  const content = contentOf(value, style);
  return content === '' && style.isShort ? `<${name}/>` : `<${name}${style.attribute}>${content}</${name}>`;
}

function contentOf(value: Value, style: XmlStyle): string {
  if (value instanceof AnyMap) {
    return Object.entries(value.entries)
      .map(([key, each]) => elementOf('entry', { key, value: each }, { ...style, extra: '' }))
      .join(style.space);
  }
  if (value instanceof Date) return value.toISOString().replace('.000', '');
  if (Array.isArray(value)) return value.map((each) => elementOf('member', each, style)).join(style.space);
  if (typeof value === 'object' && value !== null) return `${childrenOf(value, style)}${style.extra}`;
  return typeof value === 'string' ? style.text(value) : String(value);
}

/** A part of the text is removed, repeated or replaced. */
export const anyDamage = (body: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc
    .record({
      body,
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.constantFrom(0, 1, 2, 5, 30, 200),
      put: fc.oneof(
        fc.constant(null),
        fc.constantFrom('"', '{', ']', '<', '>', '</member>', ',', '\\u00', '\r', '&', '<Jobs>', '"Marker":"x",'),
        fc.uint8Array({ maxLength: 2 }),
      ),
    })
    .map(({ body: whole, at, length, put }) => {
      const bytes = Buffer.from(whole);
      const start = Math.floor(at * bytes.length);
      const end = Math.min(bytes.length, start + length);
      // Null: the part is there twice.
      const middle =
        put === null ? Buffer.concat([bytes.subarray(start, end), bytes.subarray(start, end)]) : Buffer.from(put);
      return Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(end)]);
    });
