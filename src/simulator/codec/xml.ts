// XML writer driven by shapes, for the responses of the query protocol and of REST-XML. Absent and null members
// have no element.
import type { Shape, StructureShape, Values } from '../http/shapes.ts';

/** The members of the structure as elements, without a surrounding element. */
export function writeXml(values: Values, shape: StructureShape): string {
  return shape.members
    .map(({ name, xmlName, shape: member, binding }) => {
      const value = values[name];
      if (value === undefined || value === null || binding.in === 'attribute') return '';
      if (member.kind !== 'list' || !member.isFlattened) return elementOf(xmlName, value, member);
      return itemsOf(value)
        .map((item) => elementOf(xmlName, item, member.item))
        .join('');
    })
    .join('');
}

export const element = (name: string, inner: string, attributes = ''): string =>
  inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;

const elementOf = (name: string, value: unknown, shape: Shape): string =>
  element(name, content(value, shape), shape.kind === 'structure' ? attributesOf(value as Values, shape) : '');

/** S3 has one attribute: the type of a grantee. */
const attributesOf = (values: Values, { members }: StructureShape): string =>
  members
    .filter(({ name, binding }) => binding.in === 'attribute' && values[name] != null)
    .map(({ name, xmlName }) => ` ${namespace} ${xmlName}="${escapeXml(String(values[name]))}"`)
    .join('');

const namespace = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** XML has no control characters. S3 refers to them all the same (aws/aws-sdk-php#169), and clients ask for encoded keys instead. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\P{Cc}\t\n\r\x7f-\x9f]/gu, (control) => `&#x${control.charCodeAt(0).toString(16)};`);

function content(value: unknown, shape: Shape): string {
  switch (shape.kind) {
    case 'structure':
      return writeXml(value as Values, shape);
    case 'list':
      return itemsOf(value)
        .map((item) => element(shape.itemName, content(item, shape.item)))
        .join('');
    case 'map':
      return Object.entries(value as Values)
        .map(([key, item]) => element('key', escapeXml(key)) + element('value', content(item, shape.value)))
        .map((entry) => element('entry', entry))
        .join('');
    case 'timestamp':
      if (!(value instanceof Date)) throw new TypeError('expected a date');
      return value.toISOString();
    case 'string':
    case 'number':
    case 'boolean':
      return escapeXml(String(value));
    default:
      throw new TypeError(`the XML codec has no form for a ${shape.kind}`);
  }
}

function itemsOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('expected a list');
  return value;
}
