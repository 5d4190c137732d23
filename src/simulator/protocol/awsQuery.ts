// AWS's query protocol: POST / with a form that names the Action, XML back. Of inputs it reads plain members only,
// which is all that the simulated operations have.
import { bytesOf } from '../byteSource.ts';
import { element, escapeXml, writeXml } from '../codec/xml.ts';
import type { Protocol, WireResponse } from '../service.ts';

export function awsQuery(namespace: string): Protocol {
  return {
    match({ method, segments, headers, body }, operations) {
      const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
      if (method !== 'POST' || segments.join('') !== '' || !isForm) return undefined;
      const action = new URLSearchParams(body.toString('utf8')).get('Action');
      const operation = operations.find(({ shape }) => shape.name === action);
      return operation && { operation, labels: new Map() };
    },

    decode({ body }, { input }) {
      const form = new URLSearchParams(body.toString('utf8'));
      return Object.fromEntries(input.members.map(({ name, wireName }) => [name, form.get(wireName) ?? undefined]));
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
