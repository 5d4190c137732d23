// Objects of S3 with the states of their restores, and the query for objects by their keys.
import { assertAllowedInBucket } from '../../access/assertAllowed.ts';
import type { FoundStatus } from '../../aws/lookup/readStatuses.ts';
import { isBucketName } from '../../aws/s3/isBucketName.ts';
import type { ObjectStatus } from '../../aws/s3/objectRestore.ts';
import type { RestoreState as RestoreStateName } from '../../aws/s3control/restoreProgress.ts';
import type { Context } from '../../context.ts';
import { GatewayError, InvalidInputError, rejectInput } from '../../core/errors.ts';
import { isWellFormed } from '../../core/isWellFormed.ts';
import type { NamedObject } from '../../restores/jobObjects.ts';
import { readableUntilOf, restoreStateOf, type StateContext } from '../../restores/restoreState.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation, type LocationArguments } from '../kit/checks.ts';
import { admitted, costs } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';

const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html';

const states = {
  REQUESTED: {
    description:
      'The job is still requesting restores, and S3 does not show one of this object yet. Only of the objects of a job.',
  },
  IN_PROGRESS: { description: 'S3 restores the object.' },
  READABLE: { description: 'The object can be read: it is not archived, or it has a restored copy.' },
  LUKEWARM: {
    description:
      'The object has a restored copy that ends within RESTORE_LEAD_SECONDS: it may end before the object has been read.',
  },
  NOT_RESTORED: {
    description: 'The object is archived and no restore is in progress: none was requested, or its copy has ended.',
  },
  MISSING: { description: 'The object or version does not exist.' },
} satisfies Record<Exclude<RestoreStateName, 'OTHER'>, { description: string }>;

const ofEnum = `Whether an object of S3 can be read. Objects in an archive class must be restored first. ${guide}`;

const RestoreState = builder.enumType('RestoreState', {
  description: ofEnum,
  values: {
    ...states,
    OTHER: {
      description: 'S3 reports a storage class or a restore that this version of the gateway does not know.',
    },
  },
});

/** The enum of arguments. */
export const RestoreStateInput = builder.enumType('RestoreStateInput', { description: ofEnum, values: states });

/** An object, and what S3 reports of it. */
export class RestoredObjectRecord {
  readonly #context: StateContext;

  constructor(
    readonly object: NamedObject,
    readonly found: FoundStatus,
    context: StateContext,
  ) {
    this.#context = context;
  }

  /** Throws the failure of the reading. */
  get status(): ObjectStatus | null {
    if (this.found instanceof GatewayError) throw this.found;
    return this.found;
  }

  get state(): RestoreStateName {
    return restoreStateOf(this.status, this.#context);
  }

  get readableUntil(): Date | null {
    return readableUntilOf(this.status, this.state);
  }
}

export const RestoredObject = builder.objectRef<RestoredObjectRecord>('RestoredObject').implement({
  description: `An object of S3, and whether it can be read. ${guide}`,
  fields: (t) => ({
    bucket: t.string({ description: 'The bucket of the object.', resolve: ({ object }) => object.bucket }),
    key: t.string({ description: 'The key of the object.', resolve: ({ object }) => object.key }),
    versionId: t.string({
      nullable: true,
      description: 'The requested version ID; null for the current version.',
      resolve: ({ object }) => object.versionId,
    }),
    state: t.field({
      type: RestoreState,
      nullable: true,
      description: 'Whether the object can be read. Null with an error if S3 did not report it.',
      resolve: (object) => object.state,
    }),
    storageClass: t.string({
      nullable: true,
      description:
        'The storage class in the words of AWS, e.g. DEEP_ARCHIVE. A restore does not change it. Null if the object does not exist. Null with an error if S3 did not report it.',
      resolve: ({ status }) => status?.storageClass ?? null,
    }),
    readableUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'The time when the restored copy ends: a midnight of UTC. Null without a readable copy, and for objects that stay readable. Null with an error if S3 did not report it.',
      resolve: ({ readableUntil }) => readableUntil,
    }),
  }),
});

const maxKeys = 1000;

/** In bytes, of S3's keys. */
const maxKey = 1024;

function checkKeys(keys: readonly string[]): readonly string[] {
  if (keys.length < 1 || keys.length > maxKeys)
    throw new InvalidInputError(['keys'], `keys: 1 to ${maxKeys} keys are allowed, got ${keys.length}.`);
  for (const [index, key] of keys.entries()) {
    const isKey = isWellFormed(key) && key.length > 0 && Buffer.byteLength(key) <= maxKey;
    if (!isKey) rejectInput(['keys', String(index)], `a key has 1 to ${maxKey} bytes of UTF-8.`);
  }
  return keys;
}

/** No other name, such as an ARN or a path, reaches S3. */
const checkBucketName = (bucket: string): string =>
  isBucketName(bucket)
    ? bucket
    : rejectInput(['bucket'], 'the value must be the name of a bucket, not an ARN or a URL.');

interface BucketArguments extends LocationArguments {
  bucket: string;
}

const readersOfBucket = {
  authScopes: (
    _: unknown,
    { bucket, ...where }: BucketArguments,
    { backend, caller: { access } }: Context,
  ): boolean => {
    const bucketName = checkBucketName(bucket);
    const { accountId } = checkLocation(backend, where);
    return assertAllowedInBucket(access, 'read', { accountId: access.ownerOf(bucketName, accountId), bucketName });
  },
};

builder.queryField('objectRestores', (t) =>
  t.field({
    type: [RestoredObject],
    ...readersOfBucket,
    description: `Whether objects can be read, in the order of the keys. The calls are planned together: a ListObjectsV2 call for up to 1,000 objects that are close together, and HeadObject calls for others. Never more calls than objects, except one more if lists are denied or do not show archive tiers of Intelligent-Tiering. ${guide}`,
    args: {
      bucket: t.arg.string({ required: true, description: 'The name of the bucket.' }),
      keys: t.arg.stringList({
        required: true,
        description: `The keys, 1 to ${maxKeys}, each of 1 to ${maxKey} bytes.`,
      }),
      ...locationArguments(t.arg),
    },
    ...costs({
      calls: ({ keys }: { keys: readonly string[] }) => admitted(keys, maxKeys),
      nodes: ({ keys }: { keys: readonly string[] }) => admitted(keys, maxKeys),
      service: 's3',
    }),
    resolve: async (_, { bucket, keys, accountId, region }, ctx) => {
      const location = checkLocation(ctx.backend, { accountId, region });
      const objects = checkKeys(keys).map((key) => ({ bucket, key, versionId: null }));
      const found = await ctx.restores.statuses(location, objects);
      const context = ctx.restores.context();
      return objects.map((object, index) => new RestoredObjectRecord(object, found[index] ?? null, context));
    },
  }),
);
