// XML reader driven by shapes. Members are found by name, in any order; unknown ones are dropped. Strict in values: a
// value of the wrong type is MalformedXML, as in S3, so that handlers can trust the SDK types.
import { malformedXml } from '../http/errors.ts';
import type { Shape, StructureShape, Values } from '../http/shapes.ts';
import { type Long, parseLong } from './long.ts';
import { attributeOf, localName, parseXml, type XmlElement, XmlSyntaxError } from './parseXml.ts';

/** The members of the root element, which must have the name. */
export function readXml(text: string, shape: StructureShape, rootName = shape.name): Values {
  const root = parse(text);
  if (root.name !== rootName) throw malformedXml(`expected <${rootName}> and not <${root.name}>`);
  return readStructure(root, shape);
}

function parse(text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlSyntaxError) throw malformedXml(error.message);
    throw error;
  }
}

function readStructure(element: XmlElement, shape: StructureShape): Values {
  const { children } = element;
  const values: Values = {};
  for (const { name, xmlName, shape: member, binding } of shape.members) {
    if (binding.in === 'attribute') {
      values[name] = attributeOf(element, localName(xmlName));
      continue;
    }
    const found = children.filter((candidate) => candidate.name === xmlName);
    const [child] = found;
    if (!child) continue;
    const isFlattened = member.kind === 'list' && member.isFlattened;
    values[name] = isFlattened ? found.map((item) => readValue(item, member.item)) : readValue(child, member);
  }
  return values;
}

function readValue(element: XmlElement, shape: Shape): unknown {
  const { name, text, children } = element;
  switch (shape.kind) {
    case 'structure':
      return readStructure(element, shape);
    case 'list':
      return children.filter((child) => child.name === shape.itemName).map((child) => readValue(child, shape.item));
    case 'map':
      return Object.fromEntries(children.map((entry) => readEntry(entry, shape.value)));
    case 'string':
      return text;
    case 'number':
      return readLong(name, text);
    case 'boolean':
      if (!/^\s*(true|false)\s*$/.test(text)) throw malformedXml(`${name} is neither true nor false: ${text}`);
      return text.trim() === 'true';
    case 'timestamp':
      return readDate(name, text.trim());
    default:
      throw new TypeError(`the XML codec has no form for a ${shape.kind}`);
  }
}

function readLong(name: string, text: string): Long {
  const long = parseLong(text.trim());
  if (long === undefined) throw malformedXml(`${name} is not a number: ${text}`);
  return long;
}

function readEntry({ children }: XmlElement, shape: Shape): [string, unknown] {
  const key = children.find(({ name }) => name === 'key');
  const value = children.find(({ name }) => name === 'value');
  if (!key || !value) throw malformedXml('an entry needs a key and a value');
  return [key.text, readValue(value, shape)];
}

function readDate(name: string, text: string): Date {
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i.test(text);
  const time = isDate ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw malformedXml(`${name} is not a date: ${text}`);
  return new Date(time);
}
