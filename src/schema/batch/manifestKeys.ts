// The objects of a Batch job as a list in the request, from which the gateway writes the manifest.
import { createHash, randomUUID } from 'node:crypto';
import { bucketArn } from '../../aws/inputRules.ts';
import { parseBucketArn } from '../../aws/s3/objectArn.ts';
import type { Context } from '../../context.ts';
import { rejectInput } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { encodeKey, type ManifestObject, manifestRow } from '../../manifests/manifestRow.ts';
import { findManifest, manifestKey, type WrittenManifest, writeManifest } from '../../manifests/newManifest.ts';
import type { StartScope } from '../../starts/createStartKeys.ts';
import { builder } from '../kit/builder.ts';
import { inputPath } from './batchJobInput.ts';
import { asMissing, checkManifestTarget, type ManifestTarget, ManifestTargetInput } from './manifestTarget.ts';

type Path = readonly string[];

const maxObjects = 10_000;
/** In bytes: of a key in UTF-8, and of the column of a manifest, which has it percent-encoded. */
const maxKey = 1_024;

const BatchJobObjectInput = builder.inputType('BatchJobObjectInput', {
  description: 'An object to process.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: `The object key as it is, not URL-encoded: 1 to ${maxKey} bytes in UTF-8. It must have at most ${maxKey} bytes when it is percent-encoded, too.`,
    }),
    versionId: t.string({
      description:
        'The version of the object. A list has versions for all of its objects or for none. S3 processes the latest version if omitted.',
    }),
  }),
});

export const BatchJobKeysInput = builder.inputType('BatchJobKeysInput', {
  description: `The objects that a Batch job processes, as a list. The gateway writes the manifest. A list beyond the size of a request (MAX_BODY_BYTES) needs a manifest file: with the default of 1 MiB, ${maxObjects} keys of 80 bytes fit.`,
  fields: (t) => ({
    bucket: t.field({ type: 'Arn', required: true, description: 'The ARN of the bucket with the objects.' }),
    objects: t.field({
      type: [BatchJobObjectInput],
      required: true,
      description: `The objects, 1 to ${maxObjects}, each once.`,
    }),
    manifest: t.field({
      type: ManifestTargetInput,
      required: true,
      description: 'Where the gateway writes the manifest.',
    }),
  }),
});

/** The checked list. */
export interface KeysManifest {
  target: ManifestTarget;
  isVersioned: boolean;
  tasks: number;
  /** Equal for equal rows. */
  digest: string;
  rows(): AsyncIterable<Buffer>;
}

export function checkManifestKeys(
  ctx: Context,
  location: Location,
  { bucket, objects, manifest }: typeof BatchJobKeysInput.$inferInput,
  path: Path,
): KeysManifest {
  const target = checkManifestTarget(ctx, location, manifest, [...path, 'manifest']);
  const at = [...path, 'bucket'];
  if (!bucketArn.rule.accepts(bucket)) rejectInput(at, `the value must ${bucketArn.rule.must}.`);
  const bucketName = parseBucketArn(bucket) ?? rejectInput(at, 'the value must be the ARN of a bucket.');
  const checked = checkObjects(objects, [...path, 'objects']);
  const isVersioned = checked[0]?.versionId !== null;
  const digest = createHash('sha256');
  for (const object of checked) digest.update(manifestRow(bucketName, object, isVersioned));
  return {
    target,
    isVersioned,
    tasks: checked.length,
    digest: digest.digest('base64url'),
    rows: async function* () {
      for (const object of checked) yield Buffer.from(manifestRow(bucketName, object, isVersioned));
    },
  };
}

/** The start, with its idempotency key; null if it has none. */
type Scope = Omit<StartScope, 'key' | 'part'> & { key: string | null };

/** Writes the manifest, unless an earlier call with the same key has. */
export async function writeKeys(
  ctx: Context,
  { key, ...scope }: Scope,
  { target, digest, tasks, isVersioned, rows }: KeysManifest,
  path: Path = inputPath('manifest', 'keys', 'manifest', 'bucket'),
): Promise<WrittenManifest> {
  const { bucket, prefix } = target;
  const start = { ...scope, key: key ?? randomUUID() };
  const place = { bucket, key: manifestKey(ctx.startKeys, start, prefix, { digest }) };
  const found = key === null ? null : await findManifest(ctx.aws, place);
  try {
    return found ?? (await writeManifest(ctx.aws, place, { tasks, isVersioned }, rows()));
  } catch (error) {
    throw asMissing(error, path);
  }
}

/** S3's version IDs are text that needs no encoding in a URL. */
const versionIds = /^[\x21\x23-\x2b\x2d-\x7e]{1,1024}$/;

function checkObjects(
  objects: readonly { key: string; versionId?: string | null | undefined }[],
  path: Path,
): ManifestObject[] {
  if (objects.length < 1 || objects.length > maxObjects)
    rejectInput(path, `the list must have 1 to ${maxObjects} objects, and this one has ${objects.length}.`);
  const isVersioned = objects.some(({ versionId }) => versionId != null);
  const seen = new Set<string>();
  return objects.map(({ key, versionId = null }, index) => {
    const at = [...path, String(index)];
    const size = Buffer.byteLength(key);
    if (size < 1 || size > maxKey || !key.isWellFormed())
      rejectInput([...at, 'key'], `a key has 1 to ${maxKey} bytes of UTF-8, and no half surrogates.`);
    const written = encodeKey(key).length;
    if (written > maxKey)
      rejectInput(
        [...at, 'key'],
        `the key has ${written} bytes when it is percent-encoded, as manifests need it, and S3 reads at most ${maxKey}.`,
      );
    if (isVersioned && versionId === null)
      rejectInput(
        [...at, 'versionId'],
        'the value is required, because other objects of the list have one. The object without a version ID has "null".',
      );
    if (versionId !== null && !versionIds.test(versionId))
      rejectInput(
        [...at, 'versionId'],
        'a version ID has 1 to 1024 printable characters, without spaces, " and commas.',
      );
    const name = `${versionId ?? ''} ${key}`;
    if (seen.has(name)) rejectInput([...at, 'key'], 'each object is allowed once, and this one is repeated.');
    seen.add(name);
    return { key, versionId };
  });
}
