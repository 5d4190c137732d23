// The input of createBatchJob, type by type: what AWS accepts is created, and all else is refused before any AWS call with
// the path to the refused value.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { home } from '../support/references.ts';
import { withoutEachRequired } from '../support/requiredFields.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ seed: 'empty' });
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const bucket = 'arn:aws:s3:::bucket';
const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const grant = { grantee: { typeIdentifier: 'ID', identifier: 'x' }, permission: 'READ' };
const owner = { id: 'x' };
const time = { early: '2026-01-01T00:00:00Z', late: '2026-02-01T00:00:00Z' };

/** The least that each operation needs. */
const operations: Record<string, object> = {
  lambdaInvoke: { functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:each' },
  s3PutObjectCopy: { targetResource: bucket },
  s3PutObjectAcl: { accessControlPolicy: { cannedAccessControlList: 'PRIVATE' } },
  s3PutObjectTagging: { tagSet: [] },
  s3DeleteObjectTagging: {},
  s3InitiateRestoreObject: {},
  s3PutObjectLegalHold: { legalHold: { status: 'ON' } },
  s3PutObjectRetention: { retention: {} },
  s3ReplicateObject: {},
  s3ComputeObjectChecksum: {},
  s3UpdateObjectEncryption: { objectEncryption: { sseKms: { kmsKeyArn: key } } },
};
const manifest = {
  spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
  location: { objectArn: `${bucket}/list.csv`, eTag: 'e' },
};
const manifestGenerator = { sourceBucket: bucket, enableManifestOutput: false };
const report = { bucket, reportScope: 'ALL_TASKS' };

const least = {
  location: home,
  operation: { s3ReplicateObject: {} },
  manifest: { manifest },
  priority: 1,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
};
const operation = (name: string, more: object = {}) => ({
  ...least,
  operation: { [name]: { ...operations[name], ...more } },
});
const generator = (more: object) => ({ ...least, manifest: { manifestGenerator: { ...manifestGenerator, ...more } } });
const filter = (conditions: object) => generator({ filter: conditions });
const output = (more: object) => generator({ enableManifestOutput: true, manifestOutputLocation: { bucket, ...more } });
const acl = (accessControlPolicy: object) => operation('s3PutObjectAcl', { accessControlPolicy });
const copy = (more: object) => operation('s3PutObjectCopy', more);
const listed = (part: 'spec' | 'location', more: object) => ({
  ...least,
  manifest: { manifest: { ...manifest, [part]: { ...manifest[part], ...more } } },
});
const reported = (more: object) => ({ ...least, report: { ...report, ...more } });
const aclOf = (accessControlList: object) => acl({ accessControlList });

const create = (input: object) =>
  gateway.query(
    `mutation ($input: CreateBatchJobInput!) {
      result: createBatchJob(input: $input) { __typename ... on MutationError { message } ... on InvalidInputError { path } }
    }`,
    { input },
  );

async function expectCreated(input: object): Promise<void> {
  gateway.calls();
  expect(await create(input)).toMatchObject({ data: { result: { __typename: 'CreateBatchJobPayload' } } });
  expect(gateway.calls()).toEqual({ 's3control.CreateJob': 1 });
}

/** Refused by a rule of the gateway. */
async function expectRefused(input: object, path: string): Promise<void> {
  gateway.calls();
  const { data } = await create(input);
  expect(data?.result).toMatchObject({ __typename: 'InvalidInputError', path: path.split('.') });
  expect(data.result.message).toMatch(`${path}: `);
  expect(gateway.calls()).toEqual({});
}

/** Refused by the schema; the message names the place and the field. */
async function expectInvalid(input: object, place: string, name: string): Promise<void> {
  gateway.calls();
  const { data, errors } = await create(input);
  expect(data).toBeUndefined();
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', inputPath: place.split('.') });
  expect(errors?.[0]?.message).toContain(`"${name}"`);
  expect(gateway.calls()).toEqual({});
}

/** Inputs that together have every required field of every input type. */
const complete: [name: string, object][] = [
  ...Object.keys(operations).map((name): [string, object] => [name, operation(name)]),
  [
    'a copy with grants, metadata and tags',
    copy({
      accessControlGrants: [grant],
      newObjectMetadata: { userMetadata: [{ key: 'a', value: 'b' }], sseAlgorithm: 'KMS' },
      newObjectTagging: [{ key: 'a', value: '' }],
      sseAwsKmsKeyId: key,
    }),
  ],
  ['an access control list', aclOf({ owner, grants: [grant] })],
  ['tags', operation('s3PutObjectTagging', { tagSet: [{ key: 'a', value: 'b' }] })],
  [
    'arguments of a function',
    operation('lambdaInvoke', {
      invocationSchemaVersion: '2.0',
      userArguments: [{ key: 'a', value: 'b' }],
    }),
  ],
  ['a retention', operation('s3PutObjectRetention', { retention: { mode: 'GOVERNANCE', retainUntilDate: time.late } })],
  ['a generator', generator({})],
  ['a generator with output', output({ manifestEncryption: { sseKms: { keyId: key } } })],
  [
    'a generator with a filter',
    filter({
      createdAfter: time.early,
      createdBefore: time.late,
      keyNameConstraint: { matchAnyPrefix: ['a'] },
      objectSizeGreaterThanBytes: 0,
      objectSizeLessThanBytes: 1,
      matchAnyObjectEncryption: [{ sseKms: { kmsKeyArn: key } }],
    }),
  ],
  ['a report', reported({})],
  ['tags of the job', { ...least, tags: [{ key: 'a', value: 'b' }] }],
];

describe('createBatchJob accepts', () => {
  test.each(complete)('%s', async (_, input) => expectCreated(input));

  test.each<[string, object]>([
    ['a report with a prefix of 512 characters', reported({ prefix: 'x'.repeat(512) })],
    ['a description of several lines and scripts', { ...least, description: 'a\tb\r\nc 復元 😀' }],
    ['a report whose lists are empty', { ...least, report: null, tags: [] }],
    [
      'an inventory report as a manifest',
      {
        ...least,
        manifest: { manifest: { spec: { format: 'S3_INVENTORY_REPORT_CSV_20161130' }, location: manifest.location } },
      },
    ],
    [
      'a manifest behind an access point',
      listed('location', { objectArn: 'arn:aws:s3:us-east-1:111122223333:accesspoint/x/object/m.csv' }),
    ],
    [
      'copies to a directory bucket',
      copy({ targetResource: 'arn:aws:s3express:us-east-1:111122223333:bucket/b--use1-az4--x-s3' }),
    ],
    ['empty lists in place of omitted ones', copy({ cannedAccessControlList: 'PRIVATE', accessControlGrants: [] })],
    [
      'filters that are empty lists',
      filter({ matchAnyStorageClass: [], objectReplicationStatuses: [], matchAnyObjectEncryption: [] }),
    ],
    [
      'ten tags of objects',
      operation('s3PutObjectTagging', {
        tagSet: Array.from({ length: 10 }, (_, index) => ({ key: `k${index}`, value: 'v'.repeat(256) })),
      }),
    ],
    [
      'a version of a function',
      operation('lambdaInvoke', { functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:each:$LATEST' }),
    ],
    ['every kind of encryption in a filter', filter({ matchAnyObjectEncryption: [{ notSse: true }] })],
  ])('%s', async (_, input) => expectCreated(input));

  test('no report as a job without one', async () => {
    const { data } = await gateway.query(
      `mutation ($input: CreateBatchJobInput!) { result: createBatchJob(input: $input) {
        ... on CreateBatchJobPayload { job { report { enabled bucket format } } } } }`,
      { input: least },
    );
    expect(data.result.job.report).toEqual({ enabled: false, bucket: null, format: null });
  });

  test('a report and a generated manifest with the default formats', async () => {
    const { data } = await gateway.query(
      `mutation ($input: CreateBatchJobInput!) { result: createBatchJob(input: $input) { ... on CreateBatchJobPayload { job {
        report { enabled format }
        manifestGenerator { s3JobManifestGenerator { manifestOutputLocation { manifestFormat } } }
      } } } }`,
      { input: { ...output({}), report } },
    );
    expect(data.result.job).toEqual({
      report: { enabled: true, format: 'REPORT_CSV_20180820' },
      manifestGenerator: {
        s3JobManifestGenerator: { manifestOutputLocation: { manifestFormat: 'S3_INVENTORY_REPORT_CSV_20211130' } },
      },
    });
  });
});

describe('createBatchJob refuses an input without a required field:', () => {
  const cases = complete.flatMap(([, input]) => withoutEachRequired('CreateBatchJobInput', input));
  const unique = [...new Map(cases.map((each) => [`${each[0]}.${each[1]}`, each])).values()];

  test('the cases have every required field', () => {
    expect(unique.map(([place, name]) => `${place}.${name}`).sort()).toMatchInlineSnapshot(`
      [
        "input.manifest",
        "input.manifest.manifest.location",
        "input.manifest.manifest.location.objectArn",
        "input.manifest.manifest.spec",
        "input.manifest.manifest.spec.format",
        "input.manifest.manifestGenerator.enableManifestOutput",
        "input.manifest.manifestGenerator.manifestOutputLocation.bucket",
        "input.manifest.manifestGenerator.manifestOutputLocation.manifestEncryption.sseKms.keyId",
        "input.manifest.manifestGenerator.sourceBucket",
        "input.operation",
        "input.operation.lambdaInvoke.functionArn",
        "input.operation.lambdaInvoke.userArguments.0.key",
        "input.operation.lambdaInvoke.userArguments.0.value",
        "input.operation.s3PutObjectAcl.accessControlPolicy",
        "input.operation.s3PutObjectAcl.accessControlPolicy.accessControlList.grants.0.grantee",
        "input.operation.s3PutObjectAcl.accessControlPolicy.accessControlList.grants.0.grantee.identifier",
        "input.operation.s3PutObjectAcl.accessControlPolicy.accessControlList.grants.0.grantee.typeIdentifier",
        "input.operation.s3PutObjectAcl.accessControlPolicy.accessControlList.grants.0.permission",
        "input.operation.s3PutObjectAcl.accessControlPolicy.accessControlList.owner",
        "input.operation.s3PutObjectAcl.accessControlPolicy.accessControlList.owner.id",
        "input.operation.s3PutObjectCopy.accessControlGrants.0.grantee",
        "input.operation.s3PutObjectCopy.accessControlGrants.0.grantee.identifier",
        "input.operation.s3PutObjectCopy.accessControlGrants.0.grantee.typeIdentifier",
        "input.operation.s3PutObjectCopy.accessControlGrants.0.permission",
        "input.operation.s3PutObjectCopy.newObjectMetadata.userMetadata.0.key",
        "input.operation.s3PutObjectCopy.newObjectMetadata.userMetadata.0.value",
        "input.operation.s3PutObjectCopy.newObjectTagging.0.key",
        "input.operation.s3PutObjectCopy.newObjectTagging.0.value",
        "input.operation.s3PutObjectCopy.targetResource",
        "input.operation.s3PutObjectLegalHold.legalHold",
        "input.operation.s3PutObjectLegalHold.legalHold.status",
        "input.operation.s3PutObjectRetention.retention",
        "input.operation.s3PutObjectTagging.tagSet",
        "input.operation.s3PutObjectTagging.tagSet.0.key",
        "input.operation.s3PutObjectTagging.tagSet.0.value",
        "input.operation.s3UpdateObjectEncryption.objectEncryption",
        "input.operation.s3UpdateObjectEncryption.objectEncryption.sseKms.kmsKeyArn",
        "input.priority",
        "input.report.bucket",
        "input.report.reportScope",
        "input.roleArn",
        "input.tags.0.key",
        "input.tags.0.value",
      ]
    `);
  });

  test.each(unique)('%s.%s', async (place, name, input) => expectInvalid(input, place, name));
});

describe('createBatchJob refuses a choice of none or of two:', () => {
  const sseS3 = { sseS3: true };
  test.each<[string, object]>([
    ['input.operation', { ...least, operation: {} }],
    ['input.operation', { ...least, operation: { s3ReplicateObject: {}, s3DeleteObjectTagging: {} } }],
    ['input.manifest', { ...least, manifest: {} }],
    ['input.manifest', { ...least, manifest: { manifest, manifestGenerator } }],
    ['input.operation.s3PutObjectAcl.accessControlPolicy', acl({})],
    [
      'input.operation.s3PutObjectAcl.accessControlPolicy',
      acl({ cannedAccessControlList: 'PRIVATE', accessControlList: { owner, grants: [] } }),
    ],
    [
      'input.operation.s3UpdateObjectEncryption.objectEncryption',
      operation('s3UpdateObjectEncryption', { objectEncryption: {} }),
    ],
    ['input.manifest.manifestGenerator.manifestOutputLocation.manifestEncryption', output({ manifestEncryption: {} })],
    [
      'input.manifest.manifestGenerator.manifestOutputLocation.manifestEncryption',
      output({ manifestEncryption: { ...sseS3, sseKms: { keyId: key } } }),
    ],
    ['input.manifest.manifestGenerator.filter.matchAnyObjectEncryption.0', filter({ matchAnyObjectEncryption: [{}] })],
    [
      'input.manifest.manifestGenerator.filter.matchAnyObjectEncryption.0',
      filter({ matchAnyObjectEncryption: [{ ...sseS3, sseC: true }] }),
    ],
  ])('%s, case %#', async (place, input) => {
    gateway.calls();
    const { errors } = await create(input);
    expect(errors?.[0]?.extensions['inputPath']).toEqual(place.split('.'));
    expect(errors?.[0]?.message).toMatch(/exactly one/i);
    expect(gateway.calls()).toEqual({});
  });
});

describe('createBatchJob refuses values that AWS refuses:', () => {
  const long = 'x'.repeat(1025);
  const arguments11 = Array.from({ length: 11 }, (_, index) => ({ key: `k${index}`, value: '' }));
  const lambda = (more: object) => operation('lambdaInvoke', { invocationSchemaVersion: '2.0', ...more });
  const at = {
    lambda: 'input.operation.lambdaInvoke',
    copy: 'input.operation.s3PutObjectCopy',
    acl: 'input.operation.s3PutObjectAcl.accessControlPolicy.accessControlList',
    generator: 'input.manifest.manifestGenerator',
    filter: 'input.manifest.manifestGenerator.filter',
    output: 'input.manifest.manifestGenerator.manifestOutputLocation',
    listed: 'input.manifest.manifest',
  };

  test.each<[string, object]>([
    ['input.priority', { ...least, priority: -1 }],
    ['input.roleArn', { ...least, roleArn: 'arn:aws:iam::111122223333:user/x' }],
    ['input.description', { ...least, description: '' }],
    ['input.description', { ...least, description: 'x'.repeat(257) }],
    ['input.description', { ...least, description: 'a bell \u0007' }],
    ['input.tags', { ...least, tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })) }],

    ['input.report.bucket', reported({ bucket: `${bucket}/key` })],
    ['input.report.bucket', reported({ bucket: 'arn:aws:s3:us-east-1:111122223333:accesspoint/x' })],
    ['input.report.bucket', reported({ bucket: `${bucket}${'x'.repeat(110)}` })],
    ['input.report.prefix', reported({ prefix: '' })],
    ['input.report.prefix', reported({ prefix: 'x'.repeat(513) })],
    ['input.report.prefix', reported({ prefix: 'a/../b' })],

    [`${at.lambda}.functionArn`, lambda({ functionArn: 'arn:aws:lambda:us-east-1:111122223333:layer:x' })],
    [`${at.lambda}.functionArn`, lambda({ functionArn: bucket })],
    [`${at.lambda}.invocationSchemaVersion`, lambda({ invocationSchemaVersion: '3.0' })],
    [`${at.lambda}.invocationSchemaVersion`, lambda({ invocationSchemaVersion: '' })],
    [`${at.lambda}.invocationSchemaVersion`, operation('lambdaInvoke', { userArguments: [{ key: 'a', value: 'b' }] })],
    [`${at.lambda}.userArguments`, lambda({ userArguments: arguments11 })],
    [`${at.lambda}.userArguments`, lambda({ userArguments: [{ key: '', value: '' }] })],
    [`${at.lambda}.userArguments`, lambda({ userArguments: [{ key: 'x'.repeat(65), value: '' }] })],
    [`${at.lambda}.userArguments`, lambda({ userArguments: [{ key: 'a', value: long }] })],
    [`${at.lambda}.userArguments.1.key`, lambda({ userArguments: [1, 2].map(() => ({ key: 'a', value: '' })) })],

    [`${at.copy}.targetResource`, copy({ targetResource: `${bucket}/key` })],
    [`${at.copy}.redirectLocation`, copy({ redirectLocation: '/\u0000' })],
    [`${at.filter}.keyNameConstraint.matchAnyPrefix.0`, filter({ keyNameConstraint: { matchAnyPrefix: ['\ufffe'] } })],
    [`${at.copy}.targetResource`, copy({ targetResource: 'arn:aws:sns:us-east-1:111122223333:t' })],
    [`${at.copy}.accessControlGrants`, copy({ cannedAccessControlList: 'PRIVATE', accessControlGrants: [grant] })],
    [
      `${at.copy}.accessControlGrants.0.grantee.identifier`,
      copy({ accessControlGrants: [{ ...grant, grantee: { typeIdentifier: 'ID', identifier: '' } }] }),
    ],
    [`${at.copy}.objectLockRetainUntilDate`, copy({ objectLockMode: 'GOVERNANCE' })],
    [`${at.copy}.objectLockMode`, copy({ objectLockRetainUntilDate: time.late })],
    [`${at.copy}.sseAwsKmsKeyId`, copy({ newObjectMetadata: { sseAlgorithm: 'AES256' }, sseAwsKmsKeyId: key })],
    [`${at.copy}.sseAwsKmsKeyId`, copy({ sseAwsKmsKeyId: 'a key' })],
    [`${at.copy}.targetKeyPrefix`, copy({ targetKeyPrefix: '' })],
    [`${at.copy}.targetKeyPrefix`, copy({ targetKeyPrefix: long })],
    [`${at.copy}.targetKeyPrefix`, copy({ targetKeyPrefix: '/etc' })],
    [`${at.copy}.redirectLocation`, copy({ redirectLocation: 'x'.repeat(2049) })],
    [`${at.copy}.newObjectTagging`, copy({ newObjectTagging: arguments11 })],
    [`${at.copy}.newObjectMetadata.contentType`, copy({ newObjectMetadata: { contentType: '' } })],
    [`${at.copy}.newObjectMetadata.contentLength`, copy({ newObjectMetadata: { contentLength: -1 } })],
    [
      `${at.copy}.newObjectMetadata.userMetadata`,
      copy({
        newObjectMetadata: {
          userMetadata: Array.from({ length: 9 }, (_, index) => ({ key: `k${index}`, value: 'x'.repeat(1000) })),
        },
      }),
    ],

    [`${at.acl}.owner.id`, aclOf({ owner: { id: '' } })],
    [`${at.acl}.owner.displayName`, aclOf({ owner: { id: 'x', displayName: long } })],
    [
      `${at.acl}.grants.0.grantee.identifier`,
      aclOf({ owner, grants: [{ ...grant, grantee: { typeIdentifier: 'URI', identifier: long } }] }),
    ],

    ['input.operation.s3PutObjectTagging.tagSet', operation('s3PutObjectTagging', { tagSet: arguments11 })],
    [
      'input.operation.s3PutObjectTagging.tagSet',
      operation('s3PutObjectTagging', { tagSet: [{ key: 'a', value: 'x'.repeat(257) }] }),
    ],
    [
      'input.operation.s3PutObjectTagging.tagSet',
      operation('s3PutObjectTagging', { tagSet: [{ key: 'a<b', value: '' }] }),
    ],
    [
      'input.operation.s3PutObjectTagging.tagSet.1.key',
      operation('s3PutObjectTagging', { tagSet: [1, 2].map(() => ({ key: 'a', value: '' })) }),
    ],

    [
      'input.operation.s3InitiateRestoreObject.expirationInDays',
      operation('s3InitiateRestoreObject', { expirationInDays: 0 }),
    ],
    [
      'input.operation.s3PutObjectRetention.retention.retainUntilDate',
      operation('s3PutObjectRetention', { retention: { mode: 'COMPLIANCE' } }),
    ],
    [
      'input.operation.s3PutObjectRetention.retention.mode',
      operation('s3PutObjectRetention', { retention: { retainUntilDate: time.late } }),
    ],
    [
      'input.operation.s3UpdateObjectEncryption.objectEncryption.sseKms.kmsKeyArn',
      operation('s3UpdateObjectEncryption', {
        objectEncryption: { sseKms: { kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:alias/x' } },
      }),
    ],

    [`${at.listed}.spec.fields`, listed('spec', { fields: [] })],
    [`${at.listed}.spec.fields`, listed('spec', { fields: null })],
    [`${at.listed}.spec.fields`, listed('spec', { fields: ['BUCKET', 'VERSION_ID'] })],
    [`${at.listed}.spec.fields`, listed('spec', { format: 'S3_INVENTORY_REPORT_CSV_20161130' })],
    [`${at.listed}.location.objectArn`, listed('location', { objectArn: bucket })],
    [`${at.listed}.location.objectArn`, listed('location', { objectArn: `${bucket}/${'x'.repeat(2000)}` })],
    [`${at.listed}.location.eTag`, listed('location', { eTag: '' })],
    [`${at.listed}.location.eTag`, listed('location', { eTag: '"60e460c9d1046e73f7dde5043ac3ae85"' })],
    [`${at.listed}.location.eTag`, listed('location', { eTag: 'W/"60e460c9"' })],
    [`${at.listed}.location.objectVersionId`, listed('location', { objectVersionId: '' })],

    [
      `${at.generator}.sourceBucket`,
      generator({ sourceBucket: 'arn:aws:s3express:us-east-1:111122223333:bucket/b--x-s3' }),
    ],
    [`${at.generator}.manifestOutputLocation`, generator({ enableManifestOutput: true })],
    [`${at.output}.bucket`, output({ bucket: `${bucket}/key` })],
    [`${at.output}.manifestPrefix`, output({ manifestPrefix: 'x'.repeat(513) })],
    [`${at.output}.manifestEncryption.sseS3`, output({ manifestEncryption: { sseS3: false } })],
    [`${at.output}.manifestEncryption.sseKms.keyId`, output({ manifestEncryption: { sseKms: { keyId: '' } } })],
    [`${at.filter}.createdBefore`, filter({ createdAfter: time.late, createdBefore: time.early })],
    [`${at.filter}.objectSizeLessThanBytes`, filter({ objectSizeGreaterThanBytes: 5, objectSizeLessThanBytes: 5 })],
    [`${at.filter}.objectSizeGreaterThanBytes`, filter({ objectSizeGreaterThanBytes: -1 })],
    [`${at.filter}.objectSizeLessThanBytes`, filter({ objectSizeLessThanBytes: 0 })],
    [`${at.filter}.keyNameConstraint.matchAnyPrefix`, filter({ keyNameConstraint: { matchAnyPrefix: ['a', 'b'] } })],
    [`${at.filter}.keyNameConstraint.matchAnySuffix.0`, filter({ keyNameConstraint: { matchAnySuffix: [''] } })],
    [
      `${at.filter}.keyNameConstraint.matchAnySubstring.0`,
      filter({ keyNameConstraint: { matchAnySubstring: [long] } }),
    ],
    [`${at.filter}.matchAnyObjectEncryption`, filter({ matchAnyObjectEncryption: [{ sseS3: true }, { sseC: true }] })],
    [`${at.filter}.matchAnyObjectEncryption.0.notSse`, filter({ matchAnyObjectEncryption: [{ notSse: false }] })],
    [
      `${at.filter}.matchAnyObjectEncryption.0.dsseKms.kmsKeyArn`,
      filter({ matchAnyObjectEncryption: [{ dsseKms: { kmsKeyArn: bucket } }] }),
    ],
  ])('%s, case %#', async (path, input) => expectRefused(input, path));

  test.each([
    [
      'operation.s3InitiateRestoreObject.glacierJobTier',
      operation('s3InitiateRestoreObject', { glacierJobTier: 'OTHER' }),
    ],
    ['operation.s3PutObjectCopy.storageClass', copy({ storageClass: 'OTHER' })],
    ['manifest.manifest.spec.format', listed('spec', { format: 'OTHER' })],
    ['manifest.manifestGenerator.filter.matchAnyStorageClass.0', filter({ matchAnyStorageClass: ['OTHER'] })],
    ['report.reportScope', reported({ reportScope: 'OTHER' })],
    ['report.format', reported({ format: 'Report_CSV_20180820' })],
    ['manifest.manifestGenerator.manifestOutputLocation.manifestFormat', output({ manifestFormat: 'OTHER' })],
  ])('%s as a word that is no value of AWS', async (place, input) => {
    gateway.calls();
    const { errors } = await create(input);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      inputPath: ['input', ...place.split('.')],
    });
    expect(gateway.calls()).toEqual({});
  });
});
