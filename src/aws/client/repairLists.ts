// Isolation of records in the bytes of a list. The SDK reads a response as a whole: a record with an invalid escape, byte or
// date would take the others with it. So if it cannot read a list, each record is read alone, and the bad ones are replaced
// by empty ones. A response of S3 must have the root element of its operation from start to end, because the SDK accepts any,
// and its dates must be dates, because the SDK reads 31 February as 2 March.
import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeserializeMiddleware, MiddlewareStack, StreamCollector } from '@smithy/types';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { repeatsMember, repeatsOuterMember } from '../../core/jsonBytes.ts';
import { parseJson } from '../../core/parseJson.ts';
import type { AwsOperation } from './defineOperation.ts';
import { hasInvalidDate } from './hasInvalidDate.ts';
import { type ListParts, splitJsonList } from './splitJsonList.ts';
import { isMember, splitXmlList } from './splitXmlList.ts';
import { isWholeXml } from './xmlRoot.ts';

/** Ten times AWS's largest page. A list with more records and a bad one is unreadable: each would be read alone. */
const maxRecords = 10_000;

/** The event loop gets a turn after this number of records. */
const recordsPerTurn = 50;

/** Why a record was replaced by an empty one. */
export interface Damage {
  id: string | null;
  reason: string;
}

/** By the input of the command. The SDK hands on this object itself: damagedNames.test.ts fails if it copies it. */
const operations = new WeakMap<object, AwsOperation>();
/** By the output of the SDK: the replaced records by their index. */
const damages = new WeakMap<object, ReadonlyMap<number, Damage>>();

export const damageOf = (output: object): ReadonlyMap<number, Damage> | undefined => damages.get(output);

/** Declares which operation the input of a command is for. */
export function expectRecords(input: object, operation: AwsOperation): void {
  if (operation.list !== undefined || (operation.isRead && operation.service === 's3Control')) {
    operations.set(input, operation);
  }
}

interface RepairableClient<Input extends object, Output extends object> {
  middlewareStack: MiddlewareStack<Input, Output>;
  config: { streamCollector: StreamCollector };
}

/** What one attempt has received, and what the SDK reads instead. */
interface Received {
  bytes: Buffer;
  replacement: Buffer | null;
  result: Awaited<ReturnType<ReturnType<DeserializeMiddleware<object, object>>>>;
}

/** Prepares a client for `expectRecords`. */
export function repairLists<Input extends object, Output extends object>(
  client: RepairableClient<Input, Output>,
): void {
  const received = new WeakMap<object, Received>();

  /** Closest to the network: keeps the bytes, and returns others when the SDK reads the response again. */
  const receive: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const operation = operations.get(args.input);
    if (!operation) return next(args);
    const known = received.get(args.input);
    if (known) return withBody(known.result, known.replacement ?? known.bytes) as never;
    const result = await next(args);
    const { statusCode, body } = result.response as { statusCode: number; body: unknown };
    if (statusCode >= 300) return result;
    const bytes = Buffer.from(body instanceof Uint8Array ? body : await client.config.streamCollector(body));
    if (operation.service === 's3Control') {
      const isWhole = isWholeXml(bytes, `${operation.name}Result`, operation.list);
      if (!isWhole || (!operation.list && hasInvalidDate(bytes))) throw unreadable(operation);
    }
    if (operation.list !== undefined) {
      received.set(args.input, { bytes, replacement: null, result: result as never });
    }
    return withBody(result, bytes) as never;
  };

  /** Around the SDK's reading of the response. */
  const repair: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const operation = operations.get(args.input);
    if (operation?.list === undefined) return next(args);
    const { idMember } = operation;
    // An earlier attempt has left its response.
    received.delete(args.input);
    const whole = next(args);
    const read = await whole.catch(() => null);
    const response = received.get(args.input);
    if (!response) return whole;
    const isSplit = !read || isSuspect(read.output as object, operation, response.bytes);
    const parts = isSplit ? split(operation, operation.list, response.bytes) : null;
    // JSON.parse keeps the last of two members with one name: the list or the marker would be lost.
    const outer = parts ? Buffer.concat([parts.head, parts.tail]) : read ? response.bytes : null;
    if (operation.service === 'glacier' && outer && repeatsOuterMember(outer)) throw unreadable(operation);
    if (!parts) return whole;
    // Its list has another content than records.
    if (operation.service === 's3Control' && !parts.records.some(isMember)) throw unreadable(operation);
    if (parts.records.length > maxRecords) throw unreadable(operation);
    const readAs = (replacement: Buffer) => {
      response.replacement = replacement;
      return next(args);
    };
    const damaged = new Map<number, Damage>();
    const records: Buffer[] = [];
    for (const [index, record] of parts.records.entries()) {
      if (index > 0 && index % recordsPerTurn === 0) await nextTurn();
      const reason = faultOf(record, operation) ?? (await failureOf(readAs(parts.alone(record))));
      if (reason !== null) damaged.set(index, { id: idMember ? parts.idOf(record, idMember) : null, reason });
      records.push(reason === null ? record : parts.empty);
    }
    const result = await readAs(join(parts, records));
    damages.set(result.output as object, damaged);
    return result;
  };

  client.middlewareStack.add(receive, { step: 'deserialize', priority: 'low', name: 'receiveList' });
  client.middlewareStack.add(repair, { step: 'deserialize', priority: 'high', name: 'repairList' });
}

/** A view of its own: the SDK changes the prototype of the bytes that it reads. */
function withBody<Result extends { response: unknown }>(
  result: Result,
  { buffer, byteOffset, length }: Buffer,
): Result {
  (result.response as { body: unknown }).body = new Uint8Array(buffer, byteOffset, length);
  return result;
}

const split = ({ service }: AwsOperation, member: string, bytes: Buffer): ListParts | null =>
  service === 's3Control' ? splitXmlList(bytes, member) : splitJsonList(bytes, member);

const join = ({ head, tail, separator }: ListParts, records: readonly Buffer[]): Buffer =>
  Buffer.concat([head, ...records.flatMap((record, index) => (index === 0 ? [record] : [separator, record])), tail]);

const unreadable = ({ name }: AwsOperation) =>
  new ServiceUnavailableError(`AWS sent an unreadable response to ${name}.`);

/** Whether a response contains a record that the SDK reads without noticing what is wrong with it. */
function isSuspect(output: object, operation: AwsOperation, bytes: Buffer): boolean {
  if (operation.service === 's3Control') {
    const parts = splitXmlList(bytes, operation.list ?? '');
    return !isUtf8(bytes) || hasInvalidDate(bytes) || parts?.records.every(isMember) === false;
  }
  if (!isUtf8(bytes)) return true;
  const records = (output as Record<string, unknown>)[operation.list ?? ''];
  const count = Array.isArray(records) ? records.length : 0;
  const { idMember } = operation;
  return idMember !== undefined && isMoreOften(bytes, idMember, count) && repeatsMember(bytes.toString());
}

function isMoreOften(bytes: Buffer, member: string, times: number): boolean {
  const name = `"${member}"`;
  let count = 0;
  for (let at = bytes.indexOf(name); at >= 0 && count <= times; at = bytes.indexOf(name, at + 1)) count += 1;
  return count > times;
}

/** What the SDK reads without noticing, or what need not be given to it. */
function faultOf(bytes: Buffer, { service }: AwsOperation): string | null {
  if (!isUtf8(bytes)) return 'it is not valid UTF-8.';
  if (service === 's3Control') {
    if (!isMember(bytes)) return 'it is not a record.';
    return hasInvalidDate(bytes) ? 'it has a date that does not exist.' : null;
  }
  if (parseJson(bytes.toString()) === undefined) return 'it is not valid.';
  return repeatsMember(bytes.toString()) ? 'a member is repeated.' : null;
}

const failureOf = (reading: Promise<unknown>): Promise<string | null> =>
  reading.then(
    () => null,
    () => 'it is not valid.',
  );
