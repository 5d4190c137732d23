// AWS's REST-JSON protocol: members in path, query, headers and one JSON body, all decided by the shape, without code for any
// single operation.

import { readJson, writeJson } from '../codec/json.ts';
import { type Long, parseLong } from '../codec/long.ts';
import { invalidParameter, missingParameter } from '../http/errors.ts';
import type { Protocol, WireRequest, WireResponse } from '../http/service.ts';
import type { Member, StructureShape, Values } from '../http/shapes.ts';
import { type ByteSource, bytesOf } from '../world/byteSource.ts';
import { bodyMembers } from './bodyMembers.ts';
import { boundText } from './boundText.ts';
import { matchRoute } from './matchRoute.ts';

export const restJson: Protocol = {
  match: matchRoute,

  decode(request, { input }, labels) {
    const values = body(request, input);
    for (const member of input.members) {
      const text = boundText(request, member, labels);
      if (text !== undefined) values[member.name] = scalar(text, member);
      if (member.required && values[member.name] === undefined) throw missingParameter(member.name);
    }
    return values;
  },

  encode(output, { http, output: shape }, requestId) {
    const response: WireResponse = {
      status: http?.status ?? 200,
      headers: { 'x-amzn-requestid': requestId },
      body: responseBody(output, shape),
    };
    for (const { name, binding } of shape.members) {
      const value = output[name];
      if (value === undefined || value === null) continue;
      if (binding.in === 'header') response.headers[binding.name] = headerText(String(value));
      if (binding.in === 'status') response.status = Number(value);
    }
    const isStream = shape.members.some((member) => member.binding.in === 'payload' && member.shape.kind === 'blob');
    if (response.body.length > 0 && !isStream) response.headers['content-type'] = 'application/json';
    return response;
  },

  encodeError({ code, message, status, type }, requestId) {
    return {
      status,
      headers: {
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': headerText(code),
        'content-type': 'application/json',
      },
      body: bytesOf(Buffer.from(JSON.stringify({ code, message, type }))),
    };
  },
};

function scalar(text: string, { shape, name }: Member): string | Long | boolean {
  if (shape.kind === 'boolean') return text === 'true';
  if (shape.kind !== 'number') return text;
  const long = parseLong(text);
  if (long === undefined) throw invalidParameter(`${name} is not a number: ${text}`);
  return long;
}

function body({ body: bytes }: WireRequest, input: StructureShape): Values {
  const payload = input.members.find(({ binding }) => binding.in === 'payload');
  if (payload?.shape.kind === 'blob') return { [payload.name]: bytes };
  if (bytes.length === 0) return {};
  if (payload?.shape.kind === 'structure') return { [payload.name]: readJson(bytes.toString('utf8'), payload.shape) };
  const members = bodyMembers(input);
  return members.members.length > 0 ? readJson(bytes.toString('utf8'), members) : {};
}

function responseBody(output: Values, shape: StructureShape): ByteSource {
  const payload = shape.members.find(({ binding }) => binding.in === 'payload');
  if (payload) {
    const value = output[payload.name];
    if (value === undefined || value === null) return bytesOf(Buffer.alloc(0));
    // A streaming payload is a ByteSource, by the type of the handler's result.
    if (payload.shape.kind !== 'structure') return value as ByteSource;
    return bytesOf(Buffer.from(writeJson(value as Values, payload.shape)));
  }
  const members = bodyMembers(shape);
  return bytesOf(Buffer.from(members.members.length > 0 ? writeJson(output, members) : ''));
}

// Node refuses header values outside Latin-1 and control characters; such bytes are percent-encoded.
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]+/gu, encodeURIComponent);
