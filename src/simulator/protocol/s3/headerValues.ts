// Members that S3's operations have in headers and in the query, of any kind of value.
import type { IncomingHttpHeaders } from 'node:http';
import { parseLong } from '../../codec/long.ts';
import type { RequestHead } from '../../http/service.ts';
import type { Member, Shape, Values } from '../../http/shapes.ts';
import { invalidArgument } from './s3Error.ts';

/** The member's value; undefined if the request does not have it. */
export function readBound({ headers, query }: Pick<RequestHead, 'headers' | 'query'>, member: Member): unknown {
  const { binding, shape } = member;
  if (binding.in === 'headers') return readPrefixed(headers, binding.prefix);
  if (binding.in !== 'header' && binding.in !== 'query') return undefined;
  const text = binding.in === 'header' ? headers[binding.name]?.toString() : (query.get(binding.name) ?? undefined);
  return text === undefined ? undefined : readText(text, shape, binding.name);
}

function readText(text: string, shape: Shape, name: string): unknown {
  switch (shape.kind) {
    case 'number': {
      const long = parseLong(text);
      if (long === undefined)
        throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
      return long;
    }
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'timestamp': {
      const time = Date.parse(text);
      // S3 ignores a date that it cannot read.
      return Number.isNaN(time) ? undefined : new Date(time);
    }
    case 'list':
      return text.split(',').map((each) => each.trim());
    default:
      return text;
  }
}

function readPrefixed(headers: IncomingHttpHeaders, prefix: string): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}

/** The headers of a response. */
export function writeHeaders(output: Values, members: readonly Member[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, binding, shape } of members) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    if (binding.in === 'header') headers[binding.name] = value instanceof Date ? dateText(value, shape) : String(value);
    if (binding.in !== 'headers') continue;
    for (const [key, text] of Object.entries(value)) headers[binding.prefix + key] = String(text);
  }
  return headers;
}

const dateText = (date: Date, shape: Shape): string =>
  'format' in shape && shape.format === 'date-time' ? date.toISOString() : date.toUTCString();
