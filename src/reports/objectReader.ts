// The bytes of one version of an object in S3: ranges of an object that is replaced meanwhile are an error, never a mixture.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { ContentRange } from '../aws/client/contentRange.ts';
import type { BucketSource } from '../aws/s3/atBucket.ts';
import { getObject } from '../aws/s3/getObject.ts';
import { GatewayError } from '../core/errors.ts';
import type { OpenOutput } from '../outputs/readOutput.ts';

export class ObjectReader {
  readonly #aws: AwsSession;
  readonly #source: BucketSource;
  readonly #key: string;
  readonly #versionId: string | undefined;
  #eTag: string | null;

  /** `eTag`: of the content that was read before; null for the present one. `versionId`: by default the latest version. */
  constructor(aws: AwsSession, source: BucketSource, key: string, eTag: string | null = null, versionId?: string) {
    this.#aws = aws;
    this.#source = source;
    this.#key = key;
    this.#versionId = versionId;
    this.#eTag = eTag;
  }

  /** Of the version that is read; null until S3 has reported it. */
  get eTag(): string | null {
    return this.#eTag;
  }

  readonly open: OpenOutput = async (range) => {
    try {
      const { body, contentRange, eTag } = await getObject(this.#aws, this.#source, {
        key: this.#key,
        versionId: this.#versionId,
        range,
        ifMatch: this.#eTag ?? undefined,
      });
      this.#eTag ??= eTag;
      return { body, contentRange };
    } catch (error) {
      if (!isOutOfRange(error)) throw error;
      if (range.start === 0) return { body: nothing(), contentRange: null };
      // The position was within this version or at its end, so it is the end: the cursor of a last row, for example.
      if (this.#eTag === null) throw error;
      return { body: nothing(), contentRange: emptyRange(range.start) };
    }
  };
}

/** S3's answer to a range that starts at the end of the object, or behind it. */
const isOutOfRange = (error: unknown): boolean => error instanceof GatewayError && error.awsCode === 'InvalidRange';

/** No bytes, at the end of the object. */
const emptyRange = (end: number): ContentRange => ({ start: end, end: end - 1, total: end });

async function* nothing(): AsyncGenerator<Buffer, void> {}
