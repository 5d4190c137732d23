// The JSON of a result, written once. It is byte for byte what JSON.stringify returns, but parts that are JSON already are copied.
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { RawJson } from './rawJson.ts';
import { mayHoldObjects, type ResultObject } from './resultObject.ts';

/** The data of results that have such parts. */
const withRawJson = new WeakSet<object>();

export const noteRawJson = (data: object): void => {
  withRawJson.add(data);
};

type Part = string | Uint8Array;

/** A result, or one whose errors are formatted already. */
export type WrittenResult = ExecutionResult | FormattedExecutionResult;

export const stringifyResult = (result: WrittenResult): string => textOf(partsOf(result));

/** The same in UTF-8. */
export const encodeResult = (result: WrittenResult): Buffer => bytesOf(partsOf(result));

/** The data of a result alone. */
export const stringifyData = (data: NonNullable<ExecutionResult['data']>): string =>
  withRawJson.has(data) ? stringify(data) : JSON.stringify(data);

/** A value that contains parts of data. */
export function stringify(value: unknown): string {
  const parts: Part[] = [];
  write(value, '', parts);
  return textOf(parts);
}

const textOf = (parts: Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString())).join('');

function bytesOf(parts: Part[]): Buffer {
  if (parts.every((part) => typeof part === 'string')) return Buffer.from(parts.join(''));
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function partsOf(result: WrittenResult): Part[] {
  const { data } = result;
  if (!data || !withRawJson.has(data)) return [JSON.stringify(result)];
  const parts: Part[] = [];
  let separator = '{';
  for (const [key, value] of Object.entries(result)) {
    if (value === undefined) continue;
    parts.push(`${separator}${JSON.stringify(key)}:`);
    if (key === 'data') write(data, '', parts);
    else parts.push(JSON.stringify(value));
    separator = ',';
  }
  parts.push('}');
  return parts;
}

/** Descends only where RawJson may be. All else is left to JSON.stringify, which is faster. False if the value has no JSON. */
function write(value: unknown, before: string, parts: Part[]): boolean {
  if (!mayHoldRawJson(value)) {
    const json = JSON.stringify(value);
    if (json !== undefined) parts.push(before + json);
    return json !== undefined;
  }
  parts.push(before);
  if (value instanceof RawJson) {
    parts.push(value.json);
  } else if (Array.isArray(value)) {
    let separator = '[';
    for (const item of value) {
      if (!write(item, separator, parts)) parts.push(`${separator}null`);
      separator = ',';
    }
    parts.push(separator === '[' ? '[]' : ']');
  } else {
    let separator = '{';
    for (const key in value) {
      if (write(value[key], `${separator}"${key}":`, parts)) separator = ',';
    }
    parts.push(separator === '{' ? '{}' : '}');
  }
  return true;
}

/** A list may if one of its items may. */
const mayHoldRawJson = (value: unknown): value is RawJson | unknown[] | ResultObject =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) ? value.some(mayHoldRawJson) : value instanceof RawJson || mayHoldObjects(value));
