// Where the gateway writes the manifest of a new job.
import { assertAllowedInBucket } from '../../access/assertAllowed.ts';
import { keyPrefix } from '../../aws/inputRules.ts';
import type { BucketSource } from '../../aws/s3/atBucket.ts';
import { parseBucketArn } from '../../aws/s3/objectArn.ts';
import type { Context } from '../../context.ts';
import { InvalidInputError, NotFoundError, rejectInput } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { maxManifestPrefix } from '../../manifests/newManifest.ts';
import { builder } from '../kit/builder.ts';
import { checkArn } from '../kit/checkArns.ts';
import { checkXmlTexts } from './checkXmlTexts.ts';

type Path = readonly string[];

const { rule } = keyPrefix(512);

export const ManifestTargetInput = builder.inputType('ManifestTargetInput', {
  description:
    "Where the gateway writes the manifest of a job. The caller's policy must allow `write` on the bucket, and the job's role must be able to read it.",
  fields: (t) => ({
    bucket: t.field({
      type: 'Arn',
      required: true,
      description: 'The ARN of the bucket, e.g. arn:aws:s3:::bucket.',
    }),
    prefix: t.string({
      description: `The start of the object key. It must ${rule.must}. At most ${maxManifestPrefix} bytes in UTF-8. The gateway appends a slash if it ends without one, and a name that follows from the idempotency key. No prefix if omitted.`,
    }),
  }),
});

export interface ManifestTarget {
  bucket: BucketSource;
  prefix: string | null;
}

/** Checks the values, and that the caller may write there. */
export function checkManifestTarget(
  { backend, caller }: Context,
  location: Location,
  { bucket: arn, prefix }: { bucket: string; prefix?: string | null | undefined },
  path: Path,
): ManifestTarget {
  const at = [...path, 'bucket'];
  checkArn(arn, backend, location, at);
  const bucketName = parseBucketArn(arn) ?? rejectInput(at, 'the value must be the ARN of a bucket.');
  const { access } = caller;
  const resource = { accountId: access.ownerOf(bucketName, location.accountId), bucketName };
  try {
    assertAllowedInBucket(access, 'write', resource);
  } catch (error) {
    throw asMissing(error, at);
  }
  if (prefix != null) checkPrefix(prefix, [...path, 'prefix']);
  return { bucket: { location, bucketName }, prefix: prefix ?? null };
}

function checkPrefix(prefix: string, path: Path): void {
  if (!rule.accepts(prefix)) rejectInput(path, `the value must ${rule.must}.`);
  // The new job names the manifest, after it was written.
  checkXmlTexts(prefix, path);
  if (Buffer.byteLength(prefix) > maxManifestPrefix)
    rejectInput(path, `the value must have at most ${maxManifestPrefix} bytes in UTF-8.`);
}

/** A bucket that does not exist is a wrong argument. So is one that the policy hides: the refusal is the same. */
export const asMissing = (error: unknown, path: Path): unknown =>
  error instanceof NotFoundError ? new InvalidInputError(path, `${path.join('.')}: the bucket does not exist.`) : error;
