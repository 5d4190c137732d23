// AWS's JSON protocols 1.0 and 1.1: every request is posted, a header names the operation, and all members are in the body.
import { readJson, writeJson } from '../codec/json.ts';
import { NotSimulated } from '../http/errors.ts';
import { type Operation, refusedOperation } from '../http/operation.ts';
import type { Protocol, RequestHead, WireResponse } from '../http/service.ts';
import { bytesOf } from '../world/byteSource.ts';

interface JsonService {
  /** In front of the operation's name in X-Amz-Target: AmazonSQS, AWSEvents. */
  target: string;
  version: '1.0' | '1.1';
  /** The error types of the service are of this namespace. */
  namespace?: string;
  /** Codes of errors in the service's older query protocol, by error type. Clients read them in a header. */
  queryCodes?: Readonly<Record<string, string>>;
  /** The error for a required member that is absent. */
  missing(name: string): Error;
}

/** The operation in the header; undefined for a request of another service. */
export function targetOf({ headers }: RequestHead, target: string): string | undefined {
  const given = headers['x-amz-target'];
  return typeof given === 'string' && given.startsWith(`${target}.`) ? given.slice(target.length + 1) : undefined;
}

export function awsJson({ target, version, namespace, queryCodes, missing }: JsonService): Protocol {
  const answer = (status: number, body: string, requestId: string, headers = {}): WireResponse => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId, ...headers },
    body: bytesOf(Buffer.from(body)),
  });
  return {
    match(request, operations) {
      const name = targetOf(request, target);
      if (name === undefined || request.method !== 'POST') return undefined;
      const operation: Operation =
        operations.find(({ shape }) => shape.name === name) ??
        refusedOperation(name, new NotSimulated(`The simulator has no operation ${target}.${name}`));
      return { operation, labels: new Map() };
    },

    decode({ body }, { input }) {
      const values = readJson(body.length === 0 ? '{}' : body.toString('utf8'), input);
      for (const { name, required } of input.members) {
        if (required && values[name] === undefined) throw missing(name);
      }
      return values;
    },

    encode: (output, { output: shape }, requestId) =>
      answer(200, shape.members.length === 0 ? '{}' : writeJson(output, shape), requestId),

    encodeError({ code, message, status, type }, requestId) {
      const __type = namespace === undefined ? code : `${namespace}#${code}`;
      const queryCode = queryCodes && (queryCodes[code] ?? code);
      const sender = type === 'Client' ? 'Sender' : 'Receiver';
      const headers = queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};${sender}` };
      return answer(status, JSON.stringify({ __type, message }), requestId, headers);
    },
  };
}
