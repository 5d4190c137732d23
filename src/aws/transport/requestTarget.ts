// The path, query and headers of a request, from the SDK's schema of its operation and from an input.
// https://smithy.io/2.0/spec/http-bindings.html
import { NormalizedSchema } from '@smithy/core/schema';
import type { OperationSchema } from './operationSchema.ts';

export interface RequestTarget {
  path: string;
  /** As it is sent: the values of a list keep their order. */
  query: string;
  /** As it is signed: sorted. */
  canonicalQuery: string;
  headers: Record<string, string>;
  /** What the host may be made of. */
  hostLabels: string;
}

/** Null for an input that this cannot write: the SDK writes or refuses it. */
export type WriteTarget = (input: object) => RequestTarget | null;

type Values = Readonly<Record<string, unknown>>;

interface Bindings {
  labels: string[];
  queries: [member: string, key: string][];
  headers: [member: string, header: string][];
  hostLabels: string[];
}

/** Null for an operation with a body, or with a path of another form. */
export function createTargetWriter([, , , traits, input]: OperationSchema): WriteTarget | null {
  const [method, pattern] = traits.http ?? [];
  const bindings = bindingsOf(NormalizedSchema.of(input));
  if (method !== 'GET' || pattern === undefined || !bindings || /[?+]/.test(pattern)) return null;
  // Every second part is the name of a label.
  const parts = pattern.split(/\{(\w+)\}/);
  if (parts.some((part, index) => index % 2 === 1 && !bindings.labels.includes(part))) return null;
  // Sorted by their keys as they are sent.
  const queries = bindings.queries
    .map(([member, key]) => [member, encodeUri(key)] as const)
    .sort(([, one], [, other]) => (one < other ? -1 : 1));
  const headers = bindings.headers.map(([member, header]) => [member, header.toLowerCase()] as const);
  return (given) => {
    const values = given as Values;
    try {
      return {
        path: parts.map((part, index) => (index % 2 === 0 ? part : encodeUri(labelOf(values[part])))).join(''),
        ...queryOf(queries, values),
        headers: headersOf(headers, values),
        hostLabels: bindings.hostLabels.map((member) => String(values[member])).join(' '),
      };
    } catch {
      return null;
    }
  };
}

function bindingsOf(input: NormalizedSchema): Bindings | null {
  const bindings: Bindings = { labels: [], queries: [], headers: [], hostLabels: [] };
  for (const [member, schema] of input.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, hostLabel } = schema.getMergedTraits();
    if (httpLabel) bindings.labels.push(member);
    else if (httpQuery !== undefined) bindings.queries.push([member, httpQuery]);
    else if (httpHeader !== undefined) bindings.headers.push([member, httpHeader]);
    else return null;
    if (hostLabel) bindings.hostLabels.push(member);
  }
  return bindings;
}

type Names = readonly (readonly [member: string, name: string])[];

function queryOf(queries: Names, values: Values): Pick<RequestTarget, 'query' | 'canonicalQuery'> {
  const sent: string[] = [];
  const signed: string[] = [];
  for (const [member, key] of queries) {
    const value = values[member];
    if (value == null) continue;
    const texts = Array.isArray(value)
      ? value.map((each) => `${key}=${encodeUri(textOf(each))}`)
      : [`${key}=${encodeUri(textOf(value))}`];
    sent.push(...texts);
    signed.push(...texts.sort());
  }
  return { query: sent.join('&'), canonicalQuery: signed.join('&') };
}

function headersOf(names: Names, values: Values): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [member, name] of names) if (values[member] != null) headers[name] = headerOf(values[member]);
  return headers;
}

const refuse = (): never => {
  throw new TypeError('The SDK writes this input.');
};

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : refuse();

/** A signature covers a path without `.` and `..`, and without empty parts. */
const labelOf = (value: unknown): string =>
  typeof value === 'string' && value !== '' && !/^\.{1,2}$/.test(value) ? value : refuse();

/** Nothing that a header changes on its way. */
const headerOf = (value: unknown): string =>
  typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : refuse();

/** As SigV4 requires it: all but letters, digits and `-_.~`. It throws on a half of a surrogate pair. */
export const encodeUri = (text: string): string =>
  /^[\w.~-]*$/.test(text)
    ? text
    : encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
