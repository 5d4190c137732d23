// Descriptions of structures against the SDK's runtime schemas, and conversion of generated records to AWS and back.
import * as glacierSdk from '@aws-sdk/client-glacier';
import * as sdk from '@aws-sdk/client-s3-control';
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as glacierEnumerations from '../../src/aws/glacier/structures/enums.ts';
import { outputLocation } from '../../src/aws/glacier/structures/outputLocation.ts';
import { selectParameters } from '../../src/aws/glacier/structures/selectParameters.ts';
import * as enumerations from '../../src/aws/s3control/structures/enums.ts';
import { jobReport } from '../../src/aws/s3control/structures/jobReport.ts';
import {
  fromManifestChoice,
  generatedManifestDescriptor,
  jobManifest,
  jobManifestGenerator,
  s3JobManifestGenerator,
} from '../../src/aws/s3control/structures/manifest.ts';
import {
  fromOperation,
  jobOperation,
  operationNames,
  toOperation,
} from '../../src/aws/s3control/structures/operation.ts';
import { refuseForbidden } from '../../src/aws/s3control/structures/refuseForbidden.ts';
import {
  type Enumeration,
  fieldNameOf,
  fromRecord,
  type Kind,
  optional,
  required,
  type Structure,
  type StructureRecord,
  structure,
  text,
  toRecord,
} from '../../src/aws/structure.ts';
import { InvalidInputError } from '../../src/core/errors.ts';
import { anyRecord } from '../support/anyRecord.ts';
import { equal } from '../support/equal.ts';

const roots = [
  [jobOperation, sdk.JobOperation$],
  [jobManifest, sdk.JobManifest$],
  [jobManifestGenerator, sdk.JobManifestGenerator$],
  [generatedManifestDescriptor, sdk.S3GeneratedManifestDescriptor$],
  [jobReport, sdk.JobReport$],
  [selectParameters, glacierSdk.SelectParameters$],
  [outputLocation, glacierSdk.OutputLocation$],
] as const;

/** A structure and all it reaches. */
const reach = (structure: Structure): Structure[] => [
  structure,
  ...Object.values(structure.members).flatMap(({ kind }) => {
    const inner = kind.is === 'list' ? kind.of : kind;
    return inner.is === 'structure' ? reach(inner) : [];
  }),
];
const all = [...new Set(roots.flatMap(([root]) => reach(root)))];

// ---------------------------------------------------------------- values made from descriptions

const wireOf = (kind: Structure, record: StructureRecord) => fromRecord(kind, record) as object;

// ---------------------------------------------------------------- the tests

describe('names of members', () => {
  test('are in camelCase, with acronyms as words', () => {
    const named = Object.fromEntries(
      all.flatMap(({ members }) => Object.keys(members)).map((member) => [member, fieldNameOf(member)]),
    );
    const plain = Object.entries(named).filter(([member]) => /^(S3)?([A-Z][a-z]+)+$/.test(member) && member !== 'ETag');
    expect(plain.length).toBeGreaterThan(70);
    for (const [member, name] of plain) expect(name).toBe(member.charAt(0).toLowerCase() + member.slice(1));
    for (const [member] of plain) delete named[member];
    expect(named).toEqual({
      ContentMD5: 'contentMd5',
      DSSEKMS: 'dsseKms',
      CannedACL: 'cannedAcl',
      ETag: 'eTag',
      ID: 'id',
      KMSContext: 'kmsContext',
      KMSKeyArn: 'kmsKeyArn',
      KMSKeyId: 'kmsKeyId',
      NOTSSE: 'notSse',
      S3: 's3',
      SSEAlgorithm: 'sseAlgorithm',
      SSEAwsKmsKeyId: 'sseAwsKmsKeyId',
      SSEC: 'sseC',
      SSEKMS: 'sseKms',
      SSES3: 'sseS3',
      URI: 'uri',
      csv: 'csv',
    });
  });

  test.each([
    ['SSE-S3', 'sseS3'],
    ['SSE-KMS', 'sseKms'],
    ['DSSE-KMS', 'dsseKms'],
    ['NOT-SSE', 'notSse'],
    ['S3InitiateRestoreObject', 's3InitiateRestoreObject'],
    ['KmsKeyArn', 'kmsKeyArn'],
    ['NotificationId', 'notificationId'],
  ])('turn %s into %s', (member, name) => expect(fieldNameOf(member)).toBe(name));

  test('are unique within a structure, and differ from the operation’s own fields', () => {
    for (const { members } of all) {
      const names = Object.keys(members).map(fieldNameOf);
      expect(new Set([...names, 'operationName', 'awsName', 'definition']).size).toBe(names.length + 3);
    }
  });
});

describe('the descriptions of structures', () => {
  /** What the SDK's schema says and the description does not, with all it reaches. */
  function differences(shape: NormalizedSchema, described: Structure): string[] {
    const aws = String(shape.getName()).replace(/^.*#/, '');
    const wrongName = aws === described.aws ? [] : [`${described.aws} is ${aws}`];
    const members = [...shape.structIterator()];
    const extra = Object.keys(described.members).filter((name) => !members.some(([member]) => member === name));
    return [
      ...wrongName,
      ...extra.map((name) => `${aws}.${name} is not AWS's`),
      ...members.flatMap(([member, target]) => {
        const place = `${aws}.${member}`;
        const kind = described.members[member]?.kind;
        return kind ? differencesOf(target, kind, place) : [`${place} is missing`];
      }),
    ];
  }

  function differencesOf(shape: NormalizedSchema, kind: Kind, place: string): string[] {
    const wrong = [`${place} is no ${kind.is}`];
    const when = (right: boolean) => (right ? [] : wrong);
    switch (kind.is) {
      case 'structure':
        return shape.isStructSchema() ? differences(shape, kind) : wrong;
      case 'list':
        return shape.isListSchema() ? differencesOf(shape.getValueSchema(), kind.of, place) : wrong;
      case 'tags':
        return when(shape.isListSchema() && String(shape.getValueSchema().getName()).endsWith('S3Tag'));
      case 'map':
        return when(shape.isMapSchema());
      case 'flag':
        return when(shape.isStructSchema() && [...shape.structIterator()].length === 0);
      case 'boolean':
        return when(shape.isBooleanSchema());
      case 'int':
      case 'size':
        return when(shape.isNumericSchema());
      case 'date':
        return when(shape.isTimestampSchema());
      default:
        return when(shape.isStringSchema());
    }
  }

  test.each(roots.map(([described, shape]) => [described.aws, described, shape] as const))(
    'have every member of %s and of its nested structures, with its kind',
    (_, described, shape) => {
      expect(differences(NormalizedSchema.of(shape as never), described)).toEqual([]);
    },
  );

  test('are compared by a walk that finds missing and wrong members', () => {
    const { LambdaInvoke, ...rest } = jobOperation.members;
    expect(LambdaInvoke).toBeDefined();
    const shape = NormalizedSchema.of(sdk.JobOperation$ as never);
    expect(differences(shape, { ...jobOperation, members: rest })).toEqual(['JobOperation.LambdaInvoke is missing']);
    const members = { ...jobReport.members, Enabled: optional(text, 'Wrong.') };
    expect(differences(NormalizedSchema.of(sdk.JobReport$ as never), { ...jobReport, members })).toEqual([
      'JobReport.Enabled is no text',
    ]);
  });

  test('do not compile if they differ from the SDK', () => {
    const described = { aws: 'SSEKMSEncryption', description: 'A key.' };
    // @ts-expect-error a member is missing
    structure<sdk.SSEKMSEncryption>(described, {});
    // @ts-expect-error a member is misspelt
    structure<sdk.SSEKMSEncryption>(described, { KeyID: required(text, 'The key.') });
    // @ts-expect-error AWS requires it
    structure<sdk.SSEKMSEncryption>(described, { KeyId: optional(text, 'The key.') });
    // @ts-expect-error another kind
    structure<sdk.SSEKMSEncryption>(described, { KeyId: required(enumerations.glacierJobTier, 'The key.') });
    // @ts-expect-error a structure of another shape
    structure<sdk.JobManifest>(described, { Spec: required(jobReport, 'x'), Location: required(jobReport, 'x') });
    expect(structure<sdk.SSEKMSEncryption>(described, { KeyId: required(text, 'The key.') }).name).toBe(
      'SseKmsEncryption',
    );
  });

  test('have a sentence for every type and member', () => {
    for (const { aws, description, members } of all) {
      expect(description, aws).toMatch(/\.$/);
      for (const [member, { description }] of Object.entries(members)) expect(description, member).toMatch(/[.}]$/);
    }
  });

  test('give each type and each input a name of its own', () => {
    const names = all.flatMap(({ name, input }) => [name, input]);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each<[string, Record<string, string>, Enumeration]>([
    ['S3CannedAccessControlList', sdk.S3CannedAccessControlList, enumerations.cannedAcl],
    ['S3Permission', sdk.S3Permission, enumerations.permission],
    ['CannedACL', glacierSdk.CannedACL, glacierEnumerations.cannedAcl],
    ['Permission', glacierSdk.Permission, glacierEnumerations.permission],
    ['ExpressionType', glacierSdk.ExpressionType, glacierEnumerations.expressionType],
    ['FileHeaderInfo', glacierSdk.FileHeaderInfo, glacierEnumerations.fileHeaderInfo],
    ['QuoteFields', glacierSdk.QuoteFields, glacierEnumerations.quoteFields],
    ['EncryptionType', glacierSdk.EncryptionType, glacierEnumerations.encryptionType],
    ['Type', glacierSdk.Type, glacierEnumerations.granteeType],
    ['StorageClass', glacierSdk.StorageClass, glacierEnumerations.storageClass],
    ['S3GranteeTypeIdentifier', sdk.S3GranteeTypeIdentifier, enumerations.granteeTypeIdentifier],
    ['JobManifestFormat', sdk.JobManifestFormat, enumerations.jobManifestFormat],
    ['JobManifestFieldName', sdk.JobManifestFieldName, enumerations.jobManifestFieldName],
    ['S3GlacierJobTier', sdk.S3GlacierJobTier, enumerations.glacierJobTier],
    ['GeneratedManifestFormat', sdk.GeneratedManifestFormat, enumerations.generatedManifestFormat],
    ['JobReportFormat', sdk.JobReportFormat, enumerations.jobReportFormat],
    ['JobReportScope', sdk.JobReportScope, enumerations.jobReportScope],
    ['ReplicationStatus', sdk.ReplicationStatus, enumerations.replicationStatus],
    ['S3StorageClass', sdk.S3StorageClass, enumerations.storageClass],
    ['S3MetadataDirective', sdk.S3MetadataDirective, enumerations.metadataDirective],
    ['S3SSEAlgorithm', sdk.S3SSEAlgorithm, enumerations.sseAlgorithm],
    ['S3ChecksumAlgorithm', sdk.S3ChecksumAlgorithm, enumerations.checksumAlgorithm],
    ['ComputeObjectChecksumAlgorithm', sdk.ComputeObjectChecksumAlgorithm, enumerations.checksumAlgorithm],
    ['ComputeObjectChecksumType', sdk.ComputeObjectChecksumType, enumerations.computeObjectChecksumType],
    ['S3ObjectLockLegalHoldStatus', sdk.S3ObjectLockLegalHoldStatus, enumerations.objectLockLegalHoldStatus],
    ['S3ObjectLockMode', sdk.S3ObjectLockMode, enumerations.objectLockMode],
    ['S3ObjectLockRetentionMode', sdk.S3ObjectLockRetentionMode, enumerations.objectLockMode],
  ])('give every value of %s a name in capitals', (_, values, { table, descriptions }) => {
    expect(Object.keys(table).sort()).toEqual(Object.values(values).sort());
    for (const name of Object.values(table)) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(Object.values(table)).toEqual(expect.arrayContaining(Object.keys(descriptions)));
  });

  test('use only enums that the test above covers', () => {
    const used = all.flatMap(({ members }) =>
      Object.values(members).flatMap(({ kind }) => {
        const inner = kind.is === 'list' ? kind.of : kind;
        return inner.is === 'enum' ? [inner] : [];
      }),
    );
    expect(new Set(used)).toEqual(new Set([...Object.values(enumerations), ...Object.values(glacierEnumerations)]));
  });

  test('contain every operation of the SDK', () => {
    expect(Object.keys(operationNames).sort()).toEqual(Object.values(sdk.OperationName).sort());
    expect(Object.keys(jobOperation.members).sort()).toEqual(Object.values(sdk.OperationName).sort());
  });
});

describe('records of structures', () => {
  test.each([
    ...Object.values(jobOperation.members).flatMap(({ kind }) => (kind.is === 'structure' ? [kind] : [])),
    jobManifest,
    jobManifestGenerator,
    s3JobManifestGenerator,
    generatedManifestDescriptor,
    jobReport,
    selectParameters,
    outputLocation,
  ])('of $name are unchanged after conversion to AWS and back', (described) => {
    fc.assert(
      fc.property(anyRecord(described), (record) => {
        equal(toRecord(described, wireOf(described, record)), record);
      }),
    );
  });

  test('of operations are unchanged after conversion to AWS and back', () => {
    fc.assert(
      fc.property(anyRecord(jobOperation), (input) => {
        const wire = fromOperation(input);
        const { operationName, awsName, ...members } = toOperation(wire);
        expect(operationName).toBe(operationNames[Object.keys(wire)[0] as keyof typeof operationNames]);
        equal({ [fieldNameOf(awsName)]: members }, input);
      }),
    );
  });

  test('are converted to AWS’s names and values', () => {
    const date = new Date('2026-01-15T08:30:00Z');
    const input = {
      s3PutObjectCopy: {
        targetResource: 'arn:aws:s3:::bucket',
        cannedAccessControlList: 'BUCKET_OWNER_FULL_CONTROL',
        accessControlGrants: [{ grantee: { typeIdentifier: 'EMAIL_ADDRESS', identifier: 'a@example.com' } }],
        newObjectMetadata: { userMetadata: [{ key: 'k', value: 'v' }], contentMd5: 'x', sseAlgorithm: 'KMS' },
        newObjectTagging: [],
        sseAwsKmsKeyId: 'key',
        unModifiedSinceConstraint: date,
        redirectLocation: null,
      },
    };
    expect(fromOperation(input)).toEqual({
      S3PutObjectCopy: {
        TargetResource: 'arn:aws:s3:::bucket',
        CannedAccessControlList: 'bucket-owner-full-control',
        AccessControlGrants: [{ Grantee: { TypeIdentifier: 'emailAddress', Identifier: 'a@example.com' } }],
        NewObjectMetadata: { UserMetadata: { k: 'v' }, ContentMD5: 'x', SSEAlgorithm: 'KMS' },
        NewObjectTagging: [],
        SSEAwsKmsKeyId: 'key',
        UnModifiedSinceConstraint: date,
      },
    });
  });

  test('ignore members and read enum values that AWS adds', () => {
    expect(
      toRecord(s3JobManifestGenerator, {
        SourceBucket: 'arn:aws:s3:::bucket',
        EnableManifestOutput: false,
        NewMember: 1,
        Filter: {
          MatchAnyStorageClass: ['GLACIER', 'NEW_CLASS' as sdk.S3StorageClass],
          MatchAnyObjectEncryption: [{ NOTSSE: {} }, { $unknown: ['NEW-SSE', { a: '1' }] }],
        },
      } as sdk.S3JobManifestGenerator),
    ).toEqual({
      sourceBucket: 'arn:aws:s3:::bucket',
      enableManifestOutput: false,
      filter: { matchAnyStorageClass: ['GLACIER', 'OTHER'], matchAnyObjectEncryption: [{ notSse: true }, {}] },
    });
    expect(toRecord(jobManifestGenerator, { $unknown: ['New', {}] })).toEqual({});
    for (const { members } of all) {
      for (const [member, { kind }] of Object.entries(members)) {
        if (kind.is !== 'enum') continue;
        const described = {
          ...jobReport,
          members: { [member]: { kind, description: '', required: false, input: 'optional' as const } },
        };
        for (const value of ['NEW', 'toString', '__proto__']) {
          expect(toRecord(described, { [member]: value } as never)).toEqual({ [fieldNameOf(member)]: 'OTHER' });
        }
      }
    }
  });

  test('contain what is known of an operation that AWS adds', () => {
    const unknown = { operationName: 'OTHER', awsName: 'Unknown', definition: null };
    expect(toOperation({})).toEqual(unknown);
    expect(toOperation({}, 'S3New')).toEqual({ ...unknown, awsName: 'S3New' });
    expect(toOperation({ S3New: { A: 1 } } as sdk.JobOperation)).toEqual({
      operationName: 'OTHER',
      awsName: 'S3New',
      definition: { S3New: { A: 1 } },
    });
    expect(toOperation({}, 'S3ReplicateObject')).toEqual({
      operationName: 'S3_REPLICATE_OBJECT',
      awsName: 'S3ReplicateObject',
    });
    expect(toOperation({ S3ReplicateObject: {} }).operationName).toBe('S3_REPLICATE_OBJECT');
  });

  const refused = (act: () => unknown): string[] => {
    try {
      act();
    } catch (error) {
      if (error instanceof InvalidInputError) return [...error.inputPath];
      throw error;
    }
    return [];
  };

  test('cause an error with the input path of what cannot be sent', () => {
    const twice = [1, 2].map(() => ({ key: 'a', value: '' }));
    const generator = { sourceBucket: 'arn:aws:s3:::b', enableManifestOutput: false };
    const cases: [string, () => unknown][] = [
      ['input.operation', () => fromOperation({})],
      ['input.operation', () => fromOperation({ s3ReplicateObject: {}, s3DeleteObjectTagging: {} })],
      [
        'input.operation.s3PutObjectTagging.tagSet.1.key',
        () => fromOperation({ s3PutObjectTagging: { tagSet: twice } }),
      ],
      [
        'input.operation.lambdaInvoke.userArguments.1.key',
        () => fromOperation({ lambdaInvoke: { userArguments: twice } }),
      ],
      [
        'input.manifest.manifestGenerator.filter.matchAnyObjectEncryption.0',
        () =>
          fromManifestChoice({
            manifestGenerator: { ...generator, filter: { matchAnyObjectEncryption: [{ sseC: false }] } },
          }),
      ],
    ];
    for (const [place, act] of cases) expect(refused(act).join('.')).toBe(place);
  });

  test('have the default of a member that is null or omitted', () => {
    const retention = (given: object) => fromOperation({ s3PutObjectRetention: { retention: {}, ...given } });
    const lifted = { S3PutObjectRetention: { Retention: {}, BypassGovernanceRetention: false } };
    expect([retention({}), retention({ bypassGovernanceRetention: null })]).toEqual([lifted, lifted]);
    expect(retention({ bypassGovernanceRetention: true })).toMatchObject({
      S3PutObjectRetention: { BypassGovernanceRetention: true },
    });
    expect(fromRecord(selectParameters, { expression: 'x' })).toEqual({ Expression: 'x', ExpressionType: 'SQL' });
  });

  test('omit an empty list, but not an empty tag set', () => {
    const copy = { accessControlGrants: [], newObjectTagging: [] };
    expect(fromOperation({ s3PutObjectCopy: copy })).toEqual({ S3PutObjectCopy: { NewObjectTagging: [] } });
  });

  test('omit a flag that is false', () => {
    const manifestEncryption = { sseS3: false, sseKms: { keyId: 'k' } };
    const location = { bucket: 'b', manifestEncryption };
    const manifestGenerator = { sourceBucket: 'b', enableManifestOutput: true, manifestOutputLocation: location };
    expect(fromManifestChoice({ manifestGenerator })).toMatchObject({
      ManifestGenerator: {
        S3JobManifestGenerator: { ManifestOutputLocation: { ManifestEncryption: { SSEKMS: { KeyId: 'k' } } } },
      },
    });
  });

  const generating = (classes: sdk.S3StorageClass[]) => ({
    ManifestGenerator: {
      S3JobManifestGenerator: {
        SourceBucket: 'b',
        EnableManifestOutput: false,
        Filter: { MatchAnyStorageClass: classes },
      },
    },
  });
  const restoring = (ExpirationInDays?: number) => ({
    Operation: { S3InitiateRestoreObject: ExpirationInDays === undefined ? {} : { ExpirationInDays } },
  });
  const days = 'input.operation.s3InitiateRestoreObject.expirationInDays';
  test.each<[string, Parameters<typeof refuseForbidden>[0]]>([
    ['', restoring()],
    ['', restoring(1)],
    ['', { ...restoring(1), ...generating(['GLACIER', 'STANDARD']) }],
    [days, { ...restoring(), ...generating(['DEEP_ARCHIVE']) }],
    ['', { ...restoring(), ...generating(['INTELLIGENT_TIERING']) }],
    [days, { ...restoring(1), ...generating(['INTELLIGENT_TIERING']) }],
    [
      'input.manifest.manifestGenerator.filter.matchAnyStorageClass',
      { ...restoring(1), ...generating(['INTELLIGENT_TIERING', 'GLACIER']) },
    ],
    ['', { Operation: { S3ReplicateObject: {} }, ...generating(['INTELLIGENT_TIERING', 'GLACIER']) }],
  ])('of a new job that AWS would refuse cause an error with their input path, case %#: %s', (place, job) => {
    expect(refused(() => refuseForbidden(job)).join('.')).toBe(place);
  });
});
