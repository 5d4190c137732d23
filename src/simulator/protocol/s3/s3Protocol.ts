// S3's dialect of REST-XML: the bucket in the path or the host, bodies of bytes with checksums, error documents without an
// envelope. Everything is decided by the shapes, without code for any single operation.
import { createHash } from 'node:crypto';
import { readXml } from '../../codec/readXml.ts';
import { element, escapeXml, writeXml } from '../../codec/xml.ts';
import { malformedXml } from '../../http/errors.ts';
import type { OwnError, Protocol, RequestHead, WireResponse } from '../../http/service.ts';
import type { Member, StructureShape, Values } from '../../http/shapes.ts';
import { type ByteSource, bytesOf } from '../../world/byteSource.ts';
import { bodyMembers } from '../bodyMembers.ts';
import { hostId } from '../hostId.ts';
import { readAwsChunked } from './awsChunked.ts';
import { readBound, writeHeaders } from './headerValues.ts';
import { matchS3Route } from './matchS3Route.ts';
import { s3Address } from './s3Address.ts';
import { S3Error } from './s3Error.ts';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** `hosts`: see s3Address. */
export function s3Protocol(hosts: readonly string[]): Protocol {
  return {
    match: (request, operations) => matchS3Route(request, s3Address(request, hosts), operations),

    decode(request, { input }, labels) {
      checkContentHash(request.headers['x-amz-content-sha256'], request.body);
      const { body, headers } = readAwsChunked(request.body, request.headers);
      const values = readPayload(body, input);
      for (const member of input.members) {
        const value =
          member.binding.in === 'label'
            ? labels.get(member.name)
            : readBound({ headers, query: request.query }, member);
        if (value !== undefined) values[member.name] = value;
      }
      return values;
    },

    encode(output, { http, output: shape }, requestId) {
      const { 'content-length': length, ...headers } = writeHeaders(output, shape.members);
      const status = Number(output['httpStatus'] ?? http?.status ?? 200);
      // The answer to HEAD has the length of a body that it does not have.
      const isHead = http?.method === 'HEAD';
      const body = isHead ? { length: Number(length ?? 0), chunks: () => [] } : writePayload(output, shape, headers);
      return { status, headers: { ...ids(requestId), ...headers }, body };
    },

    encodeError(error, requestId, request) {
      const { details, headers } = error instanceof S3Error ? error : { details: {}, headers: {} };
      return errorDocument(error, requestId, { details, headers, request });
    },

    encodeOwnError: (error, requestId, request) =>
      errorDocument(error, requestId, { details: {}, headers: {}, request }),
  };
}

interface ErrorContext {
  details: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  request: RequestHead | undefined;
}

function errorDocument(error: OwnError, requestId: string, { details, headers, request }: ErrorContext): WireResponse {
  const { code, message, status } = error;
  const hasBody = request?.method !== 'HEAD' && status !== 304;
  const resource = request && `/${request.segments.join('/')}`;
  const fields = {
    Code: code,
    Message: message,
    ...details,
    ...(resource === undefined ? {} : { Resource: resource }),
    RequestId: requestId,
    HostId: hostId(requestId),
  };
  const inner = Object.entries(fields)
    .map(([name, text]) => element(name, escapeXml(text)))
    .join('');
  return {
    status,
    headers: { ...ids(requestId), ...(hasBody ? { 'content-type': 'application/xml' } : {}), ...headers },
    body: bytesOf(hasBody ? document(element('Error', inner)) : Buffer.alloc(0)),
  };
}

function readPayload(body: Buffer, input: StructureShape): Values {
  const payload = payloadOf(input);
  if (payload?.shape.kind === 'blob') return { [payload.name]: body };
  if (payload?.shape.kind !== 'structure') return {};
  if (body.length > 0) return { [payload.name]: readXml(body.toString('utf8'), payload.shape, payload.xmlName) };
  if (payload.required) throw malformedXml('the body is empty');
  return {};
}

/** Adds the type of a document to the headers. */
function writePayload(output: Values, shape: StructureShape, headers: Record<string, string>): ByteSource {
  const payload = payloadOf(shape);
  const value = payload && output[payload.name];
  // A streaming payload is a ByteSource, by the type of the handler's result.
  if (payload?.shape.kind === 'blob' && value) return value as ByteSource;
  const structure = payload?.shape.kind === 'structure' ? payload.shape : bodyMembers(shape);
  const root = payload?.xmlName ?? shape.rootName;
  if (structure.members.length === 0 || (payload && !value)) return bytesOf(Buffer.alloc(0));
  headers['content-type'] = 'application/xml';
  const text = writeXml((value ?? output) as Values, structure);
  const [only, ...others] = structure.members;
  // The location of a bucket is a text in the root.
  const isWrapped = others.length === 0 && only?.xmlName === root;
  return bytesOf(document(isWrapped && text !== '' ? text.replace('>', xmlns) : withNamespace(root, text)));
}

const xmlns = ` xmlns="${namespace}">`;
const withNamespace = (root: string, inner: string): string => `<${root}${xmlns}${inner}</${root}>`;
const document = (xml: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`);
const payloadOf = ({ members }: StructureShape): Member | undefined =>
  members.find(({ binding }) => binding.in === 'payload');
const ids = (requestId: string) => ({ 'x-amz-request-id': requestId, 'x-amz-id-2': hostId(requestId) });

function checkContentHash(given: string | string[] | undefined, body: Buffer): void {
  if (typeof given !== 'string' || !/^[0-9a-f]{64}$/i.test(given)) return;
  const computed = createHash('sha256').update(body).digest('hex');
  if (given.toLowerCase() !== computed) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      {
        details: { ClientComputedContentSHA256: given, S3ComputedContentSHA256: computed },
      },
    );
  }
}
