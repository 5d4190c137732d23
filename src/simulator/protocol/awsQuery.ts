// AWS's query protocol: a form that names the Action, posted to / or in the URL, as in the links of SNS messages; the
// response is XML. Inputs are plain members and maps of strings, which is all that the simulated operations have.

import { type Long, parseLong } from '../codec/long.ts';
import { element, escapeXml, writeXml } from '../codec/xml.ts';
import { AwsError, NotSimulated } from '../http/errors.ts';
import type { Protocol, WireRequest, WireResponse } from '../http/service.ts';
import type { Shape } from '../http/shapes.ts';
import { bytesOf } from '../world/byteSource.ts';

export function awsQuery(namespace: string): Protocol {
  return {
    match(request, operations) {
      if (request.segments.join('') !== '') return undefined;
      const action = formOf(request)?.get('Action');
      const operation = operations.find(({ shape }) => shape.name === action);
      return operation && { operation, labels: new Map() };
    },

    decode(request, { input }) {
      const form = formOf(request) ?? new URLSearchParams();
      return Object.fromEntries(input.members.map(({ name, xmlName, shape }) => [name, read(form, xmlName, shape)]));
    },

    encode(output, { name, output: shape }, requestId) {
      const metadata = element('ResponseMetadata', element('RequestId', requestId));
      return xml(200, `${name}Response`, element(`${name}Result`, writeXml(output, shape)) + metadata, requestId);
    },

    encodeError({ code, message, status, type }, requestId) {
      const fields = [
        element('Type', type === 'Client' ? 'Sender' : 'Receiver'),
        element('Code', escapeXml(code)),
        element('Message', escapeXml(message)),
      ];
      const inner = element('Error', fields.join('')) + element('RequestId', requestId);
      return xml(status, 'ErrorResponse', inner, requestId);
    },
  };

  function xml(status: number, root: string, inner: string, requestId: string): WireResponse {
    return {
      status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: bytesOf(Buffer.from(`<${root} xmlns="${namespace}">${inner}</${root}>`)),
    };
  }
}

function formOf({ method, query, headers, body }: WireRequest): URLSearchParams | undefined {
  if (method === 'GET') return query;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return method === 'POST' && isForm ? new URLSearchParams(body.toString('utf8')) : undefined;
}

function read(form: URLSearchParams, name: string, { kind }: Shape): unknown {
  if (kind === 'map') return readMap(form, name);
  // Else a member in a form that is not read would be lost.
  if (kind === 'list' || kind === 'structure') return refuseMembers(form, name);
  const value = form.get(name) ?? undefined;
  if (value === undefined) return undefined;
  if (kind === 'number') return readLong(name, value);
  return kind === 'boolean' ? value === 'true' : value;
}

function readLong(name: string, text: string): Long {
  const long = parseLong(text);
  if (long === undefined) throw new AwsError('ValidationError', `${name} is not a number: ${text}`);
  return long;
}

function readMap(form: URLSearchParams, name: string): Record<string, string> | undefined {
  const entries: [string, string][] = [];
  for (let at = 1; ; at += 1) {
    const key = form.get(`${name}.entry.${at}.key`);
    if (key === null) return entries.length === 0 ? refuseMembers(form, name) : Object.fromEntries(entries);
    entries.push([key, form.get(`${name}.entry.${at}.value`) ?? '']);
  }
}

function refuseMembers(form: URLSearchParams, name: string): undefined {
  if ([...form.keys()].some((key) => key.startsWith(`${name}.`)))
    throw new NotSimulated(`The simulator has no ${name} here`);
}
