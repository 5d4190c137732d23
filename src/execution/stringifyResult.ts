// The JSON of a result, written once. It is byte for byte what JSON.stringify returns, but parts that are JSON already are copied.
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { type JsonPart, JsonWriter, textOf } from './jsonParts.ts';
import { PartialJson } from './partialJson.ts';
import { RawJson } from './rawJson.ts';
import { mayHoldObjects, type ResultObject } from './resultObject.ts';

/** The data of results that have such parts. */
const withRawJson = new WeakSet<object>();

export const noteRawJson = (data: object): void => {
  withRawJson.add(data);
};

/** A result, or one whose errors are formatted already. */
export type WrittenResult = ExecutionResult | FormattedExecutionResult;

export const stringifyResult = (result: WrittenResult): string => textOf(writeResult(result));

/** The data of a result alone. */
export function writeData(data: NonNullable<ExecutionResult['data']>): JsonPart[] {
  if (!withRawJson.has(data)) return [JSON.stringify(data)];
  const writer = new JsonWriter();
  write(data, '', writer);
  return writer.end();
}

/** A value that contains parts of data. */
export function stringify(value: unknown): string {
  const writer = new JsonWriter();
  write(value, '', writer);
  return textOf(writer.end());
}

/** The result in parts of which no two are texts. */
export function writeResult(result: WrittenResult): JsonPart[] {
  const { data } = result;
  if (!data || !withRawJson.has(data)) return [JSON.stringify(result)];
  const writer = new JsonWriter();
  let separator = '{';
  for (const [key, value] of Object.entries(result)) {
    if (value === undefined) continue;
    writer.write(`${separator}${JSON.stringify(key)}:`);
    if (key === 'data') write(data, '', writer);
    else writer.write(JSON.stringify(value));
    separator = ',';
  }
  writer.write('}');
  return writer.end();
}

/** Descends only where RawJson may be. All else is left to JSON.stringify, which is faster. False if the value has no JSON. */
function write(value: unknown, before: string, writer: JsonWriter): boolean {
  if (!mayHoldRawJson(value)) {
    const json = value === null || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
    if (json !== undefined) writer.write(before + json);
    return json !== undefined;
  }
  writer.write(before);
  if (value instanceof RawJson) {
    writer.write(value.json);
  } else if (value instanceof PartialJson) {
    value.write(
      (text) => writer.write(text),
      (prefix, other) => write(other, prefix, writer),
    );
  } else if (Array.isArray(value)) {
    let separator = '[';
    for (const item of value) {
      if (!write(item, separator, writer)) writer.write(`${separator}null`);
      separator = ',';
    }
    writer.write(separator === '[' ? '[]' : ']');
  } else {
    let separator = '{';
    for (const key in value) {
      if (write(value[key], `${separator}"${key}":`, writer)) separator = ',';
    }
    writer.write(separator === '{' ? '{}' : '}');
  }
  return true;
}

/** A list may if one of its items may. */
const mayHoldRawJson = (value: unknown): value is RawJson | PartialJson | unknown[] | ResultObject =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value)
    ? value.some(mayHoldRawJson)
    : value instanceof RawJson || value instanceof PartialJson || mayHoldObjects(value));
