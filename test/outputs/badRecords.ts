// Records of an inventory that cannot be read, one for each kind of damage.
import { csvOf, jsonOf, type Listed } from './inventories.ts';

type Damage = (good: Listed) => Buffer;

const asJson = (good: Listed): string => {
  const text = jsonOf([good], { indent: 0, turn: 0, escaped: false }).toString();
  return text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'));
};
const changed = (change: (record: Record<string, unknown>) => unknown): Damage => {
  return (good) => Buffer.from(JSON.stringify(change(JSON.parse(asJson(good)))));
};
const written = (write: (text: string) => string): Damage => {
  return (good) => Buffer.from(write(asJson({ ...good, description: 'plain' })));
};
const members = ['ArchiveId', 'CreationDate', 'Size', 'SHA256TreeHash'];

/** Their own structure is whole. */
export const badJson: Record<string, Damage> = {
  null: changed(() => null),
  'a number': changed(() => 5),
  'a text': changed(() => '},{"ArchiveId":'),
  'an empty list': changed(() => []),
  'a list of the record': changed((record) => [record, record]),
  'an empty object': changed(() => ({})),
  ...Object.fromEntries(members.map((name) => [`no ${name}`, changed((record) => ({ ...record, [name]: undefined }))])),
  ...Object.fromEntries(members.map((name) => [`${name} null`, changed((record) => ({ ...record, [name]: null }))])),
  ...Object.fromEntries(
    members.map((name) => [`${name} is a list`, changed((record) => ({ ...record, [name]: [{}] }))]),
  ),
  'a description that is an object': changed((record) => ({
    ...record,
    ArchiveDescription: { a: [{ b: 1 }, { c: 2 }] },
  })),
  'a negative size': changed((record) => ({ ...record, Size: -1 })),
  'a size of a text': changed((record) => ({ ...record, Size: '1' })),
  'a huge size': written((text) => text.replace(/"Size":\d+/, '"Size":1e400')),
  'a size of 21 digits': written((text) => text.replace(/"Size":\d+/, '"Size":123456789012345678901')),
  'a size with a leading zero': written((text) => text.replace(/"Size":/, '"Size":0')),
  'an invalid date': changed((record) => ({ ...record, CreationDate: '2015-13-06T22:24:34Z' })),
  'an invalid escape': written((text) => text.replace('plain', 'a\\q')),
  'an invalid Unicode escape': written((text) => text.replace('plain', 'a\\u12g4')),
  'a control character': written((text) => text.replace('plain', 'a\tb')),
  'invalid UTF-8': (good) => Buffer.from(asJson({ ...good, description: 'pl\u00e9in' }), 'latin1'),
  'two quotes in a text': written((text) => text.replace('plain', 'a "b" c')),
  'a member twice': written((text) => text.replace('{', '{"ArchiveId":"twice",')),
  'a wrong bracket': written((text) => text.replace(/\}$/, ']')),
  'a literal': written(() => 'nul'),
  'NaN for the size': written((text) => text.replace(/"Size":\d+/, '"Size":NaN')),
  'a comma too many': written((text) => text.replace(/\}$/, ',}')),
};

/** What follows them is needed to find their end. */
export const brokenJson: Record<string, Damage> = {
  'no closing quote': written((text) => text.replace('plain"', 'plain')),
  'no opening quote': written((text) => text.replace('"plain', 'plain')),
  'a quote in a text': written((text) => text.replace('plain', 'pl"ain')),
  'no closing brace': written((text) => text.replace(/\}$/, '')),
  'a bracket that does not end': written((text) => text.replace(/"Size":/, '"Size":[')),
  'half of it': written((text) => text.slice(0, text.length / 2)),
};

const asCsv = (good: Listed): string =>
  csvOf([good], { lineEnd: '\n', allQuoted: false, lastLineEnd: false, turn: 0 }).toString().split('\n')[1] ?? '';
const row =
  (write: (text: string) => string): Damage =>
  (good) =>
    Buffer.from(`${write(asCsv({ ...good, description: 'plain' }))}\r\n`);

export const badCsv: Record<string, Damage> = {
  'a text': row(() => 'text'),
  'a quote': row(() => '"'),
  'no archive ID': row((text) => text.slice(text.indexOf(','))),
  'a column too few': row((text) => text.slice(0, text.lastIndexOf(','))),
  'a hash that is cut': row((text) => text.slice(0, -1)),
  'an invalid date': row((text) => text.replace('2015', 'May')),
  'a size of letters': row((text) => text.replace(/,\d+,/, ',many,')),
  'a huge size': row((text) => text.replace(/,\d+,/, ',123456789012345678901,')),
  'a quote in a text': row((text) => text.replace('plain', 'pl"ain')),
  'no closing quote': row((text) => text.replace('plain', '"plain')),
  'two rows in one': row((text) => `${text}${text}`),
  'invalid UTF-8': (good) => Buffer.from(`${asCsv({ ...good, description: 'pl\u00e9in' })}\r\n`, 'latin1'),
  JSON: (good) => Buffer.from(`${asJson(good)}\r\n`),
};
