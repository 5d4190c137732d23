// What AWS accepts of the values in inputs, beyond their types: lengths, ranges and shapes, checked before the call. The
// limits are those of the service model of S3 Control that AWS publishes with its SDKs.
import { bucketArn as bucketShape, objectArn as objectShape } from './s3/objectArn.ts';
import { arn, int, type KindOf, list, map, type Rule, type StructureRule, size, tags, text } from './structure.ts';

export type RuledKind<Wire> = KindOf<Wire> & { readonly rule: Rule };

/** A kind with a rule. */
const ruled = <Wire>(kind: KindOf<Wire>, must: string, accepts: Rule['accepts']): RuledKind<Wire> =>
  Object.assign({}, kind, { rule: { must, accepts } });

const hasLength = (value: string | readonly unknown[], min: number, max: number): boolean =>
  value.length >= min && value.length <= max;

export const textOf = (max: number): KindOf<string> =>
  ruled(text, `have 1 to ${max} characters`, (value: string) => hasLength(value, 1, max));

/** HTTP writes it with quotes, and AWS compares it without them. S3 has no weak ones. */
export const etag: KindOf<string> = ruled(
  text,
  'be the ETag as S3 lists it, 1 to 1024 characters without quotes and without W/',
  (value: string) => hasLength(value, 1, 1024) && !/^W\/|["\s]|[^\x21-\x7e]/.test(value),
);

export const oneCharacter: KindOf<string> = ruled(text, 'be one character', (value: string) => [...value].length === 1);

/** One of a few words that AWS does not define as an enum. */
export const oneOfWords = (...words: string[]): KindOf<string> =>
  ruled(text, `be ${words.map((word) => `"${word}"`).join(' or ')}`, (value: string) => words.includes(value));

export const intFrom = (from: number): KindOf<number> =>
  ruled(int, `be at least ${from}`, (value: number) => value >= from);

export const sizeFrom = (from: number): KindOf<number> =>
  ruled(size, `be at least ${from}`, (value: number) => value >= from);

/** AWS declares a list and accepts one item. */
export const listOfOne = <Wire>(of: KindOf<Wire>): KindOf<Wire[]> =>
  ruled(list(of), 'have exactly one item', (value: unknown[]) => value.length === 1);

interface Pair {
  key: string;
  value: string;
}

export const mapOf = (maxPairs: number, maxKey: number, maxValue: number): KindOf<Record<string, string>> =>
  ruled(
    map,
    `have at most ${maxPairs} entries, with keys of 1 to ${maxKey} and values of at most ${maxValue} characters`,
    (pairs: Pair[]) =>
      pairs.length <= maxPairs &&
      pairs.every(({ key, value }) => hasLength(key, 1, maxKey) && hasLength(value, 0, maxValue)),
  );

/** User-defined metadata of objects: S3 counts the bytes of all keys and values. */
export const metadata: KindOf<Record<string, string>> = ruled(
  map,
  'have at most 8192 bytes, with keys of 1 to 1024 and values of at most 1024 characters',
  (pairs: Pair[]) =>
    pairs.every(({ key, value }) => hasLength(key, 1, 1024) && hasLength(value, 0, 1024)) &&
    pairs.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0) <= 8192,
);

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of objects. */
export const objectTags: typeof tags = ruled(
  tags,
  'have at most 10 tags, with keys of 1 to 128 and values of at most 256 letters, digits, spaces and _ . : / = + - @',
  (pairs: Pair[]) =>
    pairs.length <= 10 &&
    pairs.every(
      ({ key, value }) =>
        hasLength(key, 1, 128) && hasLength(value, 0, 256) && tagText.test(key) && tagText.test(value),
    ),
);

/** S3 accepts any key, but tools that treat it as a path do not. */
export const keyPrefix = (max: number): RuledKind<string> =>
  ruled(
    text,
    `have 1 to ${max} characters, not start with "/", and contain no "." or ".." segment and no control character`,
    (value: string) =>
      hasLength(value, 1, max) &&
      !value.startsWith('/') &&
      !value.split('/').some((part) => part === '..' || part === '.') &&
      !/\p{Cc}/u.test(value),
  );

// ---------------------------------------------------------------- ARNs

const arnOf = (what: string, example: string, max: number, ...shapes: RegExp[]): RuledKind<string> =>
  ruled(
    arn,
    `be the ARN of ${what}, e.g. ${example}, with at most ${max} characters`,
    (value: string) => value.length <= max && shapes.some((shape) => shape.test(value)),
  );

const accessPoint = /^arn:aws[\w-]*:s3:[\w-]+:\d{12}:accesspoint\/[\w.-]+$/;
const directoryBucket = /^arn:aws[\w-]*:s3express:[\w-]+:\d{12}:bucket\/[\w.-]+$/;

export const bucketArn = arnOf('a bucket', 'arn:aws:s3:::bucket', 128, bucketShape);

export const bucketName: KindOf<string> = ruled(
  text,
  'be the name of a bucket, with 3 to 255 letters, digits and . _ -',
  (value: string) => /^[\w.-]{3,255}$/.test(value),
);

/** Copies can also be written to a directory bucket. */
export const targetBucketArn = arnOf('a bucket', 'arn:aws:s3:::bucket', 128, bucketShape, accessPoint, directoryBucket);

export const objectArn = arnOf(
  'an object',
  'arn:aws:s3:::bucket/key',
  2000,
  objectShape,
  /^arn:aws[\w-]*:s3:[\w-]+:\d{12}:accesspoint\/[\w.-]+\/object\/.+$/su,
);

export const functionArn = arnOf(
  'a Lambda function',
  'arn:aws:lambda:us-east-1:111122223333:function:name',
  1024,
  /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:(\$LATEST|[\w-]+))?$/,
);

export const kmsKeyArn = arnOf(
  'a key of AWS KMS',
  'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  2048,
  /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
);

/** An ID, ARN or alias of a KMS key. */
export const kmsKeyId: KindOf<string> = ruled(
  text,
  'be the ID, ARN or alias of a key of AWS KMS, with at most 2000 characters',
  (value: string) =>
    hasLength(value, 1, 2000) &&
    (value.startsWith('arn:')
      ? /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:(key|alias)\/[\w/-]+$/.test(value)
      : /^[\w/-]+$/.test(value)),
);

// ---------------------------------------------------------------- rules about several fields

const isGiven = (value: unknown): boolean => value != null && !(Array.isArray(value) && value.length === 0);

/** At most one of the two fields may be given. */
export const exclusive =
  (one: string, other: string): StructureRule =>
  (input) =>
    isGiven(input[one]) && isGiven(input[other])
      ? { field: other, reason: `the value is not allowed together with ${one}.` }
      : null;

/** Both fields are given, or none. */
export const together =
  (one: string, other: string): StructureRule =>
  (input) => {
    if (isGiven(input[one]) === isGiven(input[other])) return null;
    const [present, field] = isGiven(input[one]) ? [one, other] : [other, one];
    return { field, reason: `the value is required with ${present}.` };
  };

/** The first value must be less than the second, if both are given. */
export const ascending =
  (lower: string, upper: string): StructureRule =>
  (input) => {
    const [from, to] = [input[lower], input[upper]] as (number | Date | null | undefined)[];
    return from != null && to != null && from >= to
      ? { field: upper, reason: `the value must be greater than ${lower}.` }
      : null;
  };

/** The field must be given if the condition holds. */
export const requiredIf =
  (field: string, condition: (input: Readonly<Record<string, unknown>>) => boolean, reason: string): StructureRule =>
  (input) =>
    condition(input) && !isGiven(input[field]) ? { field, reason } : null;
