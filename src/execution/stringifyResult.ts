// The JSON of a result, written once. It is byte for byte what JSON.stringify returns, but parts that are JSON already are copied.
import type { ExecutionResult } from 'graphql';
import { RawJson } from './rawJson.ts';
import { mayHoldObjects, type ResultObject } from './resultObject.ts';

/** The data of results that have such parts. */
const withRawJson = new WeakSet<object>();

export const noteRawJson = (data: object): void => {
  withRawJson.add(data);
};

type Part = string | Uint8Array;

export const stringifyResult = (result: ExecutionResult): string => textOf(partsOf(result));

/** The same in UTF-8. */
export const encodeResult = (result: ExecutionResult): Buffer => bytesOf(partsOf(result));

/** The data of a result alone. */
export const stringifyData = (data: NonNullable<ExecutionResult['data']>): string => textOf(partsOfData(data));

const textOf = (parts: Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString())).join('');

function bytesOf(parts: Part[]): Buffer {
  if (parts.every((part) => typeof part === 'string')) return Buffer.from(parts.join(''));
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function partsOf(result: ExecutionResult): Part[] {
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

function partsOfData(data: NonNullable<ExecutionResult['data']>): Part[] {
  if (!withRawJson.has(data)) return [JSON.stringify(data)];
  const parts: Part[] = [];
  write(data, '', parts);
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
