// Reader of the SDK's runtime schemas: converts them once into plain shapes that the codecs walk. An SDK update that changes the
// tuples can break only this file; the round-trip test would detect it.
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';

export type Shape = ScalarShape | ListShape | MapShape | StructureShape;

export interface ScalarShape {
  kind: 'string' | 'number' | 'boolean' | 'blob' | 'timestamp' | 'document';
  /** Of a timestamp whose form does not depend on where it is. */
  format?: 'date-time';
}

interface ListShape {
  kind: 'list';
  item: Shape;
  /** The XML element of an item. */
  itemName: string;
  /** Whether each item is an element of its own in the structure, named as the member. */
  isFlattened: boolean;
}

interface MapShape {
  kind: 'map';
  value: Shape;
}

export interface StructureShape {
  kind: 'structure';
  name: string;
  /** The XML element of the structure as a document. */
  rootName: string;
  members: Member[];
}

/** The location of a member on the wire. */
export type Binding =
  | { in: 'label' }
  | { in: 'query'; name: string }
  | { in: 'header'; name: string }
  /** A map: one header for each entry. */
  | { in: 'headers'; prefix: string }
  | { in: 'payload' }
  | { in: 'status' }
  /** An attribute of the XML element of the structure. */
  | { in: 'attribute' }
  | { in: 'body' };

export interface Member {
  name: string;
  /** The name in JSON. */
  jsonName: string;
  /** The element in XML, and the parameter in a form. */
  xmlName: string;
  shape: Shape;
  binding: Binding;
  required: boolean;
}

export interface OperationShape {
  name: string;
  /** Absent for protocols that name the operation in the body, such as the query protocol. */
  http: HttpRoute | undefined;
  input: StructureShape;
  output: StructureShape;
}

export interface HttpRoute {
  method: string;
  /** Path segments; labels as in the model, `{vaultName}`. */
  segments: string[];
  /** Query parameters that belong to the route, as in `tags?operation=add`. */
  query: [name: string, value: string][];
  status: number;
}

/** A decoded structure: what codecs produce and consume. */
export type Values = Record<string, unknown>;

export function operationShape(schema: StaticOperationSchema): OperationShape {
  const [, , name, traits, input, output] = schema;
  const http = typeof traits === 'object' ? traits.http : undefined;
  return {
    name,
    http: http && httpRoute(http),
    input: structure(NormalizedSchema.of(input)),
    output: structure(NormalizedSchema.of(output)),
  };
}

function httpRoute([method, uri, status]: [string, string, number]): HttpRoute {
  const [path = '', query = ''] = uri.split('?');
  return { method, segments: path.split('/').slice(1), query: [...new URLSearchParams(query)], status };
}

// Structures can be recursive; each is registered before its members are read.
const structures = new WeakMap<object, StructureShape>();

function structure(schema: NormalizedSchema): StructureShape {
  if (schema.isUnitSchema()) return { kind: 'structure', name: 'Unit', rootName: 'Unit', members: [] };
  const raw = schema.getSchema();
  if (!Array.isArray(raw)) throw new TypeError(`${schema.getName()} is not a structure`);
  const known = structures.get(raw);
  if (known) return known;
  const name = schema.getName() ?? '';
  const rootName = schema.getOwnTraits().xmlName ?? name;
  const shape: StructureShape = { kind: 'structure', name, rootName, members: [] };
  structures.set(raw, shape);
  // The SDK lists required members first and their number in the seventh element.
  const required = typeof raw[6] === 'number' ? raw[6] : 0;
  for (const [name, member] of schema.structIterator()) {
    const { jsonName, xmlName } = member.getMergedTraits();
    shape.members.push({
      name,
      jsonName: jsonName ?? name,
      xmlName: xmlName ?? name,
      shape: shapeOf(member),
      binding: bindingOf(member),
      required: shape.members.length < required,
    });
  }
  return shape;
}

function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const isFlattened = schema.getMergedTraits().xmlFlattened === 1;
    return { kind: 'list', item: shapeOf(item), itemName: item.getMergedTraits().xmlName ?? 'member', isFlattened };
  }
  if (schema.isMapSchema()) return { kind: 'map', value: shapeOf(schema.getValueSchema()) };
  if (schema.isStructSchema()) return structure(schema);
  if (schema.isBlobSchema()) return { kind: 'blob' };
  if (schema.isTimestampSchema()) {
    return schema.getSchema() === DATE_TIME ? { kind: 'timestamp', format: 'date-time' } : { kind: 'timestamp' };
  }
  if (schema.isBooleanSchema()) return { kind: 'boolean' };
  if (schema.isNumericSchema()) return { kind: 'number' };
  if (schema.isStringSchema()) return { kind: 'string' };
  return { kind: 'document' };
}

/** The SDK's number for a timestamp of ISO 8601, also in a header. */
const DATE_TIME = 5;

function bindingOf(schema: NormalizedSchema): Binding {
  const traits = schema.getMergedTraits();
  if (traits.httpLabel) return { in: 'label' };
  if (traits.httpQuery) return { in: 'query', name: traits.httpQuery };
  if (traits.httpHeader) return { in: 'header', name: traits.httpHeader.toLowerCase() };
  if (traits.httpPrefixHeaders) return { in: 'headers', prefix: traits.httpPrefixHeaders.toLowerCase() };
  if (traits.httpPayload) return { in: 'payload' };
  if (traits.httpResponseCode) return { in: 'status' };
  if (traits.xmlAttribute) return { in: 'attribute' };
  return { in: 'body' };
}
