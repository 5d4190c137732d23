// What an event of S3 says about the restore of one object, and the form in which gateways share it: an object is known by the
// digest of its name, so that a message stays short. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
import { hash } from 'node:crypto';
import { parseJson } from '../core/parseJson.ts';

export interface RestoreEvent {
  change: 'INITIATED' | 'COMPLETED' | 'EXPIRED';
  bucket: string;
  /** Decoded. */
  key: string;
  /** Null in a bucket without versions. */
  versionId: string | null;
  at: Date;
  /** Of a completed restore: when its copy ends. Null if the event does not say it. */
  readableUntil: Date | null;
}

export interface SharedEvent extends Pick<RestoreEvent, 'change' | 'versionId'> {
  /** The digest of its name. */
  object: string;
  /** In milliseconds. */
  at: number;
  readableUntil: number | null;
}

const digestOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22);

const digestForm = /^[\w-]{22}$/;

export const objectDigest = (bucketName: string, key: string): string => digestOf(`${bucketName}/${key}`);

/** Of one version of the object with that digest; null for the current one. */
export const versionDigest = (object: string, versionId: string | null): string =>
  versionId === null ? object : digestOf(`${object} ${versionId}`);

export const encodeEvent = ({ change, bucket, key, versionId, at, readableUntil }: RestoreEvent): string =>
  JSON.stringify([change, objectDigest(bucket, key), versionId, at.getTime(), readableUntil?.getTime() ?? null]);

const changes: readonly string[] = ['INITIATED', 'COMPLETED', 'EXPIRED'] satisfies RestoreEvent['change'][];

/** Null for a text that is none: anybody who reaches the Redis can publish. */
export function decodeEvent(text: string): SharedEvent | null {
  const parts = parseJson(text);
  if (!Array.isArray(parts)) return null;
  const [change, object, versionId, at, readableUntil] = parts as unknown[];
  if (!changes.includes(change as string) || typeof object !== 'string' || !isTime(at)) return null;
  if (!digestForm.test(object)) return null;
  if (versionId !== null && typeof versionId !== 'string') return null;
  if (readableUntil !== null && !isTime(readableUntil)) return null;
  return { change: change as RestoreEvent['change'], object, versionId, at, readableUntil };
}

/** Of a date that can be written. */
const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && !Number.isNaN(new Date(value as number).getTime());
