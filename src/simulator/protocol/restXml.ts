// AWS's REST-XML protocol: members in path, query, headers and one XML body, all decided by the shape, without code for any
// single operation. The operations check required members.

import { parseLong } from '../codec/long.ts';
import { readXml } from '../codec/readXml.ts';
import { element, escapeXml, writeXml } from '../codec/xml.ts';
import { badRequest } from '../http/errors.ts';
import type { Protocol, WireRequest, WireResponse } from '../http/service.ts';
import type { Member, Values } from '../http/shapes.ts';
import { bytesOf } from '../world/byteSource.ts';
import { bodyMembers } from './bodyMembers.ts';
import { boundText } from './boundText.ts';
import { hostId } from './hostId.ts';
import { matchRoute } from './matchRoute.ts';

export function restXml(namespace: string): Protocol {
  return {
    match: matchRoute,

    decode(request, { input }, labels) {
      const { body } = request;
      const values = body.length === 0 ? {} : readXml(body.toString('utf8'), bodyMembers(input));
      for (const member of input.members) {
        const value = boundValue(request, member, labels);
        if (value !== undefined) values[member.name] = value;
      }
      return values;
    },

    encode(output, { http, output: shape }, requestId) {
      return answer(http?.status ?? 200, shape.name, namespace, writeXml(output, shape), requestId);
    },

    encodeError({ code, message, status }, requestId) {
      const fields = element('Code', escapeXml(code)) + element('Message', escapeXml(message));
      const ids = element('RequestId', requestId) + element('HostId', hostId(requestId));
      return answer(status, 'ErrorResponse', namespace, element('Error', fields) + ids, requestId);
    },
  };
}

/** A query parameter can repeat: that is how a list is written. */
function boundValue(request: WireRequest, member: Member, labels: Map<string, string>): Values[string] {
  const { binding, shape } = member;
  if (binding.in === 'query' && shape.kind === 'list') {
    const texts = request.query.getAll(binding.name).filter((text) => text !== '');
    return texts.length > 0 ? texts : undefined;
  }
  const text = boundText(request, member, labels);
  if (text === undefined || shape.kind !== 'number') return text;
  const long = parseLong(text);
  if (long === undefined) throw badRequest(`${member.name} is not a number: ${text}`);
  return long;
}

function answer(status: number, root: string, namespace: string, inner: string, requestId: string): WireResponse {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner}</${root}>`;
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, 'x-amz-id-2': hostId(requestId) },
    body: bytesOf(Buffer.from(text)),
  };
}
