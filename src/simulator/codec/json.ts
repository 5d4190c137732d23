// JSON codec driven by shapes. Strict on input: a value of another JSON type is a SerializationException, as in AWS,
// so that handlers can trust the SDK types. It shares no code with the SDK, so a fault there cannot hide in a round trip.
import { serializationFailure } from '../http/errors.ts';
import type { Shape, StructureShape, Values } from '../http/shapes.ts';
import { parseExactJson, writeExactJson } from './exactJson.ts';
import { type Long, toLong } from './long.ts';

/** The members of a JSON object that the shape has. Unknown members are dropped; null counts as absent. */
export function readJson(text: string, shape: StructureShape): Values {
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch {
    throw serializationFailure('Unexpected token: the body is not valid JSON');
  }
  return readStructure(value, shape);
}

export function writeJson(values: Values, shape: StructureShape): string {
  return writeExactJson(writeStructure(values, shape));
}

function readStructure(value: unknown, shape: StructureShape): Values {
  if (!isObject(value)) throw mismatch(value, shape.name);
  const values: Values = {};
  for (const member of shape.members) {
    const given = value[member.jsonName];
    if (given !== undefined && given !== null) values[member.name] = readValue(given, member.shape);
  }
  return values;
}

function readValue(value: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(value, shape);
    case 'list':
      if (!Array.isArray(value)) throw mismatch(value, 'List');
      return value.filter((item) => item !== null).map((item) => readValue(item, shape.item));
    case 'map': {
      if (!isObject(value)) throw mismatch(value, 'Map');
      const entries = Object.entries(value).filter(([, item]) => item !== null);
      return Object.fromEntries(entries.map(([key, item]) => [key, readValue(item, shape.value)]));
    }
    case 'string':
      if (typeof value !== 'string') throw mismatch(value, 'String');
      return value;
    case 'number':
      return readLong(value);
    case 'boolean':
      if (typeof value !== 'boolean') throw mismatch(value, 'Boolean');
      return value;
    case 'blob':
      if (typeof value !== 'string') throw mismatch(value, 'Blob');
      return Buffer.from(value, 'base64');
    default:
      throw new TypeError(`the JSON codec has no form for a ${shape.kind}`);
  }
}

function readLong(value: unknown): Long {
  const long = typeof value === 'number' || typeof value === 'bigint' ? toLong(value) : undefined;
  if (long === undefined) throw mismatch(value, 'Long');
  return long;
}

function writeStructure(values: Values, shape: StructureShape): Values {
  const object: Values = {};
  for (const member of shape.members) {
    const value = values[member.name];
    if (value !== undefined) object[member.jsonName] = value === null ? null : writeValue(value, member.shape);
  }
  return object;
}

function writeValue(value: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case 'structure':
      if (!isObject(value)) throw new TypeError(`expected the structure ${shape.name}`);
      return writeStructure(value, shape);
    case 'list':
      if (!Array.isArray(value)) throw new TypeError('expected a list');
      return value.map((item) => writeValue(item, shape.item));
    case 'map':
      if (!isObject(value)) throw new TypeError('expected a map');
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writeValue(item, shape.value)]));
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'blob':
      if (!(value instanceof Uint8Array)) throw new TypeError('expected bytes');
      return Buffer.from(value).toString('base64');
    default:
      throw new TypeError(`the JSON codec has no form for a ${shape.kind}`);
  }
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// AWS's Java services name the token that they received and the type that they expected.
function mismatch(value: unknown, wanted: string) {
  const token = Array.isArray(value)
    ? 'START_ARRAY'
    : value === null
      ? 'NULL'
      : `${typeof value === 'bigint' ? 'number' : typeof value}_VALUE`.toUpperCase();
  return serializationFailure(`${token} can not be converted to ${wanted}`);
}
