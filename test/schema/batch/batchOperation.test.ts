// The types of operations, manifests and reports in a schema of their own: one query returns what AWS would return, the
// other what would be sent to AWS.
import {
  execute,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  printType,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { jobManifestGenerator } from '../../../src/aws/s3control/structures/manifest.ts';
import { toOperation } from '../../../src/aws/s3control/structures/operation.ts';
import { toRecord } from '../../../src/aws/structure.ts';
import {
  BatchOperation,
  BatchOperationInput,
  toOperationParameters,
} from '../../../src/schema/batch/batchOperation.ts';
import { builder } from '../../../src/schema/kit/builder.ts';
import '../../../src/schema/kit/scalars.ts';
// Built first: no other test's schema contains these additions.
import '../../../src/schema/index.ts';
import {
  BatchJobManifestInput,
  GeneratedManifestDescriptor,
  JobManifest,
  JobManifestGenerator,
  toManifestParameters,
} from '../../../src/schema/batch/jobManifest.ts';
import { JobReport, JobReportInput, toReport } from '../../../src/schema/batch/jobReport.ts';

const description = 'For this test.';
const Sent = builder.objectRef<Record<string, unknown>>('Sent').implement({
  description,
  fields: (t) => ({
    operation: t.field({
      type: BatchOperation,
      description,
      resolve: ({ operation }) => toOperation(operation as never),
    }),
    wire: t.field({ type: 'JSONObject', description, resolve: (sent) => sent }),
  }),
});
builder.queryFields((t) => ({
  manifest: t.field({ type: JobManifest, nullable: true, description, resolve: () => null }),
  manifestGenerator: t.field({
    type: JobManifestGenerator,
    description,
    resolve: () =>
      toRecord(jobManifestGenerator, {
        S3JobManifestGenerator: {
          SourceBucket: 'arn:aws:s3:::bucket',
          EnableManifestOutput: false,
          Filter: { MatchAnyObjectEncryption: [{ SSEC: {} }, { $unknown: ['NEW-SSE', {}] }] },
        },
      }),
  }),
  descriptor: t.field({ type: GeneratedManifestDescriptor, nullable: true, description, resolve: () => null }),
  report: t.field({ type: JobReport, nullable: true, description, resolve: () => null }),
  unknown: t.field({ type: BatchOperation, description, resolve: () => toOperation({}, 'S3New') }),
}));
builder.mutationField('send', (t) =>
  t.field({
    type: Sent,
    description,
    args: {
      operation: t.arg({ type: BatchOperationInput, required: true, description }),
      manifest: t.arg({ type: BatchJobManifestInput, required: true, description }),
      report: t.arg({ type: JobReportInput, description }),
    },
    resolve: (_, { operation, manifest, report }) => ({
      operation: toOperationParameters(operation),
      ...toManifestParameters(manifest),
      report: toReport(report),
    }),
  }),
);
const schema = builder.toSchema();

/** Without descriptions and in one line, as the sketch writes types. */
const printed = (name: string): string => {
  const type = schema.getType(name);
  if (!type) return '';
  return printType(type)
    .replace(/"""[\s\S]*?"""/g, '')
    .replace(/\s+/g, ' ')
    .trim();
};

/** What a contract says of a type is there; more may be. */
const contains = (name: string, fields: string) => {
  const text = printed(name);
  for (const field of fields.split(/\s+(?=\w+:)/))
    expect(text).toMatch(new RegExp(`[{ ]${field.replace(/[[\]]/g, '\\$&')} `));
};

describe('the schema of Batch structures', () => {
  test.each([
    ['JobManifest', 'spec: JobManifestSpec! location: JobManifestLocation!'],
    ['JobManifestSpec', 'format: JobManifestFormat! fields: [JobManifestFieldName!]'],
    ['JobManifestLocation', 'objectArn: Arn! objectVersionId: String eTag: String!'],
    [
      'S3InitiateRestoreObjectOperation',
      'operationName: BatchOperationName! expirationInDays: Int glacierJobTier: S3GlacierJobTier',
    ],
    [
      'LambdaInvokeOperation',
      'operationName: BatchOperationName! functionArn: Arn invocationSchemaVersion: String userArguments: [Tag!]',
    ],
    ['UnknownOperation', 'operationName: BatchOperationName! awsName: String! definition: JSONObject'],
    ['JobManifestGenerator', 's3JobManifestGenerator: S3JobManifestGenerator'],
    ['S3GeneratedManifestDescriptor', 'format: GeneratedManifestFormat location: JobManifestLocation'],
    [
      'JobReport',
      'bucket: Arn enabled: Boolean! format: JobReportFormat prefix: String reportScope: JobReportScope expectedBucketOwner: AccountId',
    ],
    ['BatchOperationInput', 's3InitiateRestoreObject: S3InitiateRestoreObjectInput lambdaInvoke: LambdaInvokeInput'],
    ['S3InitiateRestoreObjectInput', 'expirationInDays: Int glacierJobTier: S3GlacierJobTierInput'],
    ['BatchJobManifestInput', 'manifest: JobManifestInput manifestGenerator: S3JobManifestGeneratorInput'],
    ['S3JobManifestGeneratorInput', 'sourceBucket: Arn! enableManifestOutput: Boolean!'],
    [
      'JobReportInput',
      'bucket: Arn! format: JobReportFormatInput = REPORT_CSV_20180820 prefix: String reportScope: JobReportScopeInput!',
    ],
    [
      'S3ManifestOutputLocationInput',
      'manifestFormat: GeneratedManifestFormatInput! = S3_INVENTORY_REPORT_CSV_20211130',
    ],
  ])('contains %s', contains);

  test.each([
    ['JobManifestFormat', 'S3_BATCH_OPERATIONS_CSV_20180820 S3_INVENTORY_REPORT_CSV_20161130'],
    ['JobManifestFieldName', 'IGNORE BUCKET KEY VERSION_ID'],
    ['S3GlacierJobTier', 'BULK STANDARD'],
    ['JobReportScope', 'ALL_TASKS FAILED_TASKS_ONLY'],
    [
      'BatchOperationName',
      'LAMBDA_INVOKE S3_PUT_OBJECT_COPY S3_PUT_OBJECT_ACL S3_PUT_OBJECT_TAGGING S3_DELETE_OBJECT_TAGGING S3_INITIATE_RESTORE_OBJECT S3_PUT_OBJECT_LEGAL_HOLD S3_PUT_OBJECT_RETENTION S3_REPLICATE_OBJECT S3_COMPUTE_OBJECT_CHECKSUM S3_UPDATE_OBJECT_ENCRYPTION',
    ],
  ])('has the values of the enum %s', (name, values) => {
    expect(
      printed(name)
        .match(/[A-Z][A-Z0-9_]+(?=[ }])/g)
        ?.sort(),
    ).toEqual([...values.split(' '), 'OTHER'].sort());
  });

  test("has no OTHER in the enums of inputs, and AWS's values else", () => {
    const inputs = new Set(
      Object.values(schema.getTypeMap())
        .filter(isInputObjectType)
        .flatMap((type) => Object.values(type.getFields()).map((field) => getNamedType(field.type))),
    );
    const enums = [...inputs].filter(isEnumType);
    expect(enums.length).toBeGreaterThan(15);
    for (const type of enums) {
      const names = type.getValues().map(({ name }) => name);
      expect(names, type.name).not.toContain('OTHER');
      const output = schema.getType(type.name.replace(/Input$/, ''));
      if (isEnumType(output) && output !== type)
        expect([...names, 'OTHER'].sort()).toEqual(
          output
            .getValues()
            .map(({ name }) => name)
            .sort(),
        );
    }
  });

  test('has oneOf inputs where AWS takes exactly one member', () => {
    const oneOf = Object.values(schema.getTypeMap()).filter((type) => isInputObjectType(type) && type.isOneOf);
    expect(oneOf.map(({ name }) => name).sort()).toEqual([
      'ArchiveRetrievalSelection',
      'BatchJobManifestInput',
      'BatchJobRef',
      'BatchJobSelection',
      'BatchOperationInput',
      'GeneratedManifestEncryptionInput',
      'GlacierJobRef',
      'ObjectEncryptionFilterInput',
      'ObjectEncryptionInput',
      'S3AccessControlPolicyInput',
      'SelectInputSerializationInput',
      'SelectOutputLocationInput',
      'SelectOutputSerializationInput',
      'VaultRef',
    ]);
  });

  test('has the same fields in inputs and results, but for `enabled`, which a report implies', () => {
    const inputs = Object.values(schema.getTypeMap())
      .filter(isInputObjectType)
      // A location has what is in it; an input only names one.
      .filter(({ name }) => name !== 'LocationInput');
    const pairs = inputs.flatMap((input) => {
      const output =
        schema.getType(input.name.replace(/Input$/, '')) ?? schema.getType(input.name.replace(/Input$/, 'Operation'));
      return isObjectType(output) ? [[input, output] as const] : [];
    });
    expect(pairs.length).toBeGreaterThan(25);
    // A report that S3 has written is read by fields of its settings.
    const ofOne = ['operationName', '_', 'enabled', 'status', 'contents'];
    const names = (type: (typeof pairs)[number][number]) =>
      Object.keys(type.getFields()).filter((name) => !ofOne.includes(name));
    for (const [input, output] of pairs) expect(names(input).sort(), input.name).toEqual(names(output).sort());
  });

  test('explains that a complete restore job has only requested the restores', () => {
    expect(schema.getType('S3InitiateRestoreObjectOperation')?.description).toMatch(
      /A complete job has requested the restores/,
    );
    expect(schema.getType('S3InitiateRestoreObjectInput')?.description).toMatch(
      /A complete job has requested the restores/,
    );
  });
});

// ---------------------------------------------------------------- queries

/** All fields of a type, with all they reach. */
function selection(type: GraphQLNamedType): string {
  if (isInterfaceType(type)) {
    const types = schema.getPossibleTypes(type).map((possible) => `... on ${possible.name} ${selection(possible)}`);
    return `{ __typename ${types.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).map((field) => `${field.name} ${selection(getNamedType(field.type))}`);
  return `{ ${fields.join(' ')} }`;
}
const operationType = schema.getType('BatchOperation') as GraphQLNamedType;

const run = async (source: string, variableValues: Record<string, unknown> = {}) => {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  return JSON.parse(JSON.stringify(await execute({ schema, document, variableValues, contextValue: {} }))) as {
    data?: Record<string, Record<string, unknown>>;
    errors?: { message: string }[];
  };
};

const send = (operation: unknown, more: object = {}) =>
  run(
    `mutation ($operation: BatchOperationInput!, $manifest: BatchJobManifestInput!, $report: JobReportInput) {
       send(operation: $operation, manifest: $manifest, report: $report) { wire operation ${selection(operationType)} }
     }`,
    {
      operation,
      manifest: { manifestGenerator: { sourceBucket: 'arn:aws:s3:::bucket', enableManifestOutput: false } },
      ...more,
    },
  );

describe('operations', () => {
  test('can be selected with all fields of all types without aliases', () => {
    const document = parse(`{ unknown ${selection(operationType)} }`);
    expect(schema.getPossibleTypes(operationType as never)).toHaveLength(12);
    expect(validate(schema, document)).toEqual([]);
  });

  test.each([
    ['LambdaInvokeOperation', { lambdaInvoke: { functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f' } }],
    [
      'S3PutObjectCopyOperation',
      {
        s3PutObjectCopy: {
          targetResource: 'arn:aws:s3:::copies',
          storageClass: 'GLACIER_IR',
          newObjectTagging: [{ key: 'a', value: 'b' }],
        },
      },
    ],
    [
      'S3PutObjectAclOperation',
      { s3PutObjectAcl: { accessControlPolicy: { accessControlList: { owner: { id: 'x' } } } } },
    ],
    ['S3PutObjectTaggingOperation', { s3PutObjectTagging: { tagSet: [{ key: 'a', value: '' }] } }],
    ['S3DeleteObjectTaggingOperation', { s3DeleteObjectTagging: {} }],
    ['S3InitiateRestoreObjectOperation', { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } }],
    ['S3PutObjectLegalHoldOperation', { s3PutObjectLegalHold: { legalHold: { status: 'ON' } } }],
    [
      'S3PutObjectRetentionOperation',
      { s3PutObjectRetention: { retention: { retainUntilDate: '2030-01-01T00:00:00.000Z', mode: 'GOVERNANCE' } } },
    ],
    ['S3ReplicateObjectOperation', { s3ReplicateObject: {} }],
    [
      'S3ComputeObjectChecksumOperation',
      { s3ComputeObjectChecksum: { checksumAlgorithm: 'CRC64NVME', checksumType: 'FULL_OBJECT' } },
    ],
    [
      'S3UpdateObjectEncryptionOperation',
      {
        s3UpdateObjectEncryption: {
          objectEncryption: { sseKms: { kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' } },
        },
      },
    ],
  ])('of the type %s return what was given', async (typename, input) => {
    const { data, errors } = await send(input);
    expect(errors).toBeUndefined();
    const name = typename
      .replace(/Operation$/, '')
      .replace(/[A-Z]/g, '_$&')
      .replace(/^_/, '')
      .toUpperCase();
    expect(data?.['send']?.['operation']).toMatchObject({
      __typename: typename,
      operationName: name,
      ...Object.values(input)[0],
    });
  });

  test('that AWS adds later are UnknownOperation with their name', async () => {
    const { data } = await run(`{ unknown ${selection(operationType)} }`);
    expect(data?.['unknown']).toEqual({
      __typename: 'UnknownOperation',
      operationName: 'OTHER',
      awsName: 'S3New',
      definition: null,
    });
  });

  test.each([
    [{}, /Exactly one|exactly one/],
    [{ s3ReplicateObject: {}, s3DeleteObjectTagging: {} }, /Exactly one|exactly one/],
    [{ s3InitiateRestoreObject: { glacierJobTier: 'EXPEDITED' } }, /EXPEDITED/],
    [{ s3InitiateRestoreObject: { glacierJobTier: 'OTHER' } }, /OTHER/],
    [{ s3InitiateRestoreObject: { expirationInDays: 0 } }, /at least 1/],
    [{ s3PutObjectLegalHold: {} }, /legalHold/],
  ])('with the input %j are rejected', async (input, message) => {
    const { errors } = await send(input);
    expect(errors?.[0]?.message).toMatch(message);
  });
});

describe('manifests and reports', () => {
  test('are sent to AWS with its own names', async () => {
    const { data, errors } = await send(
      { s3ReplicateObject: {} },
      {
        manifest: {
          manifest: {
            spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY', 'VERSION_ID'] },
            location: { objectArn: 'arn:aws:s3:::bucket/manifest.csv', eTag: 'e' },
          },
        },
        report: {
          bucket: 'arn:aws:s3:::reports',
          format: 'REPORT_CSV_20180820',
          reportScope: 'FAILED_TASKS_ONLY',
          expectedBucketOwner: '111122223333',
        },
      },
    );
    expect(errors).toBeUndefined();
    expect(data?.['send']?.['wire']).toEqual({
      operation: { S3ReplicateObject: {} },
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
        Location: { ObjectArn: 'arn:aws:s3:::bucket/manifest.csv', ETag: 'e' },
      },
      report: {
        Enabled: true,
        Bucket: 'arn:aws:s3:::reports',
        Format: 'Report_CSV_20180820',
        ReportScope: 'FailedTasksOnly',
        ExpectedBucketOwner: '111122223333',
      },
    });
  });

  test('return all members of a generator, including one that AWS adds later', async () => {
    const { data, errors } = await run(
      `{ manifestGenerator ${selection(schema.getType('JobManifestGenerator') as GraphQLNamedType)} }`,
    );
    expect(errors).toBeUndefined();
    const none = { sseS3: null, sseKms: null, dsseKms: null, sseC: null, notSse: null };
    expect(data?.['manifestGenerator']?.['s3JobManifestGenerator']).toMatchObject({
      sourceBucket: 'arn:aws:s3:::bucket',
      enableManifestOutput: false,
      manifestOutputLocation: null,
      filter: { createdAfter: null, matchAnyObjectEncryption: [{ ...none, sseC: true }, none] },
    });
  });

  test.each([
    [{ manifest: {} }, /exactly one/i],
    [
      { manifest: { manifestGenerator: { sourceBucket: 'arn:aws:s3:::bucket', enableManifestOutput: true } } },
      /manifestOutputLocation/,
    ],
    [
      { report: { bucket: 'arn:aws:s3:::reports', reportScope: 'ALL_TASKS', prefix: 'x'.repeat(513) } },
      /report\.prefix/,
    ],
  ])('with the input %j are rejected', async (more, message) => {
    const { errors } = await send({ s3ReplicateObject: {} }, more);
    expect(errors?.[0]?.message).toMatch(message);
  });
});
