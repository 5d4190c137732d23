// What the message of a task says beyond words: the checksum of an object, or the result of a Lambda function. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import * as z from 'zod/mini';
import { type NameIn, nameOrNull } from '../aws/enums.ts';
import { checksumAlgorithm, computeObjectChecksumType } from '../aws/s3control/structures/enums.ts';
import { parseJson } from '../core/parseJson.ts';
import type { ReportTask } from './reportTask.ts';

export interface ComputedChecksum {
  /** In the words of the schema; each null if the message has none. */
  readonly algorithm: NameIn<typeof checksumAlgorithm.table> | null;
  readonly type: NameIn<typeof computeObjectChecksumType.table> | null;
  readonly base64: string;
  /** In small letters. */
  readonly hex: string;
  /** Of the object. */
  readonly eTag: string | null;
}

/** S3 writes the hexadecimal digits in capitals, and no quotes around the ETag. */
const message = z.object({
  checksum_base64: z.string().check(z.regex(/^[A-Za-z\d+/]+={0,2}$/)),
  etag: z.optional(z.string()),
  checksumAlgorithm: z.optional(z.string()),
  checksumType: z.optional(z.string()),
});

/** The result of a task of S3ComputeObjectChecksum; null if its message has no checksum. */
export function checksumOf({ status, message: text }: Pick<ReportTask, 'status' | 'message'>): ComputedChecksum | null {
  if (status !== 'SUCCEEDED' || text === null) return null;
  const { success, data } = z.safeParse(message, parseJson(text));
  if (!success) return null;
  return {
    algorithm: nameOrNull(checksumAlgorithm.table, data.checksumAlgorithm),
    type: nameOrNull(computeObjectChecksumType.table, data.checksumType),
    base64: data.checksum_base64,
    hex: Buffer.from(data.checksum_base64, 'base64').toString('hex'),
    eTag: data.etag ?? null,
  };
}

export type LambdaResultCode = 'SUCCEEDED' | 'TEMPORARY_FAILURE' | 'PERMANENT_FAILURE';

export interface LambdaResult {
  readonly resultCode: LambdaResultCode;
  /** Null if the function returned none, or threw an error. */
  readonly resultString: string | null;
  /** The text of an error that the function threw; else null. */
  readonly functionError: string | null;
}

const failures: ReadonlyMap<string | null, LambdaResultCode> = new Map([
  ['TemporaryFailure', 'TEMPORARY_FAILURE'],
  ['PermanentFailure', 'PERMANENT_FAILURE'],
]);

const thrown = /^Lambda returned function error: /;

/** The result of a task of LambdaInvoke; null if the function was not invoked. */
export function lambdaResultOf({
  status,
  errorCode,
  message: text,
}: Pick<ReportTask, 'status' | 'errorCode' | 'message'>): LambdaResult | null {
  const resultCode = status === 'SUCCEEDED' ? 'SUCCEEDED' : failures.get(errorCode);
  if (!resultCode) return null;
  const isThrown = status !== 'SUCCEEDED' && text !== null && thrown.test(text);
  return {
    resultCode,
    resultString: isThrown ? null : text,
    functionError: isThrown ? text.replace(thrown, '') : null,
  };
}
