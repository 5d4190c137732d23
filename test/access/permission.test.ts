// Every call of AWS is made for a caller who may make it: checked over all operations, and over the whole schema.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type GraphQLField,
  type GraphQLInputType,
  GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsOperations } from '../../scripts/docs/awsOperations.ts';
import { actions, bucketActions, fullAccess, readOnlyAccess } from '../../src/access/access.ts';
import { accessOf } from '../../src/access/accessOf.ts';
import { checkPermission } from '../../src/aws/client/checkPermission.ts';
import type { AwsOperation } from '../../src/aws/client/defineOperation.ts';
import { schema } from '../../src/schema/index.ts';
import { builder } from '../../src/schema/kit/builder.ts';
import { batchJobId, glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };

/** Where the action has another name than the operation. */
const actionsOfS3: Readonly<Record<string, string>> = {
  CreateMultipartUpload: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
};

describe('the declarations of the AWS operations', async () => {
  const operations = await awsOperations();
  const aws = resolve(import.meta.dirname, '../../src/aws');

  test('exist in every file that sends a command, under the name of the file', () => {
    const sending = ['glacier', 's3', 's3control'].flatMap((folder) =>
      readdirSync(join(aws, folder))
        .filter(
          (file) =>
            file.endsWith('.ts') && /new (?:sdk\.)?\w+Command\(/.test(readFileSync(join(aws, folder, file), 'utf8')),
        )
        .map((file) => `${folder}.${file.charAt(0).toUpperCase()}${file.slice(1, -3)}`),
    );
    expect(sending.length).toBeGreaterThan(20);
    expect(operations.map(({ id }) => id)).toEqual(sending.toSorted());
  });

  test('name the IAM action of the operation first', () => {
    for (const { service, name, iam } of operations) {
      // AWS has no actions of these names.
      if (name.startsWith('Head')) continue;
      expect(iam[0]).toBe(`${service === 'glacier' ? 'glacier' : 's3'}:${actionsOfS3[name] ?? name}`);
    }
  });

  test('let everything that changes AWS need more than the right to read', () => {
    const reads = operations.filter(({ isRead }) => isRead).map(({ name }) => name);
    expect(reads).toEqual(operations.map(({ name }) => name).filter((name) => /^(Describe|Get|Head|List)/.test(name)));
  });

  const codeOf = (operation: AwsOperation, input: object, access = fullAccess) => {
    const call = { operation, location: location, input, send: () => Promise.reject(new Error('sent')) };
    try {
      checkPermission(call, access);
      return 'allowed';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  const ofJobs = operations.filter(({ service }) => service !== 's3');
  const ofBuckets = operations.filter(({ service }) => service === 's3');

  test('refuse a call that names another account than its client', () => {
    for (const operation of ofJobs) {
      expect(codeOf(operation, { accountId: '444455556666' })).toBe('FORBIDDEN');
      expect(codeOf(operation, { AccountId: '444455556666' })).toBe('FORBIDDEN');
      expect(codeOf(operation, {})).toBe('FORBIDDEN');
    }
  });

  test('refuse a call of a bucket that does not name the bucket and its owner', () => {
    expect(ofBuckets.length).toBeGreaterThan(1);
    for (const operation of ofBuckets) {
      expect(codeOf(operation, {})).toBe('FORBIDDEN');
      expect(codeOf(operation, { Bucket: 'photos' })).toBe('FORBIDDEN');
      expect(codeOf(operation, { ExpectedBucketOwner: location.accountId })).toBe('FORBIDDEN');
    }
  });

  test('allow each operation of a bucket only to callers with its action', () => {
    const input = { Bucket: 'photos', ExpectedBucketOwner: location.accountId };
    for (const operation of ofBuckets) {
      const { action } = operation;
      for (const given of bucketActions) {
        const some = given === 'read' ? (['read'] as const) : (['read', given] as const);
        const isEnough = (some as readonly string[]).includes(action);
        const bucket = accessOf([{ resource: '111122223333/s3/photos', actions: some }]);
        const rest = accessOf([{ resource: '*/*', actions: ['read'] }]);
        expect([operation.id, codeOf(operation, input, bucket)]).toEqual([
          operation.id,
          isEnough ? 'allowed' : 'FORBIDDEN',
        ]);
        expect(codeOf(operation, { ...input, Bucket: 'other' }, bucket)).toBe('NOT_FOUND');
        expect(codeOf(operation, { ...input, ExpectedBucketOwner: '444455556666' }, bucket)).toBe('NOT_FOUND');
        expect(codeOf(operation, input, rest)).toBe('NOT_FOUND');
      }
      expect(codeOf(operation, input, readOnlyAccess)).toBe(action === 'read' ? 'allowed' : 'FORBIDDEN');
    }
  });

  test('allow each operation only to callers with its action', () => {
    for (const operation of ofJobs) {
      const { action, isList = false } = operation;
      const inVault = { accountId: location.accountId, vaultName: 'photos' };
      const outside = { accountId: location.accountId };
      for (const given of actions) {
        const some = given === 'read' ? (['read'] as const) : (['read', given] as const);
        const vaults = accessOf([{ resource: '*/*/photos', actions: some }]);
        const rest = accessOf([{ resource: '*/*', actions: some }]);
        const isEnough = (some as readonly string[]).includes(action);
        expect([operation.id, codeOf(operation, inVault, vaults)]).toEqual([
          operation.id,
          isEnough || isList ? 'allowed' : 'FORBIDDEN',
        ]);
        expect([operation.id, codeOf(operation, inVault, rest)]).toEqual([
          operation.id,
          isList ? 'FORBIDDEN' : 'NOT_FOUND',
        ]);
        if (!isList) expect(codeOf(operation, outside, rest)).toBe(isEnough ? 'allowed' : 'FORBIDDEN');
        if (!isList) expect(codeOf(operation, outside, vaults)).toBe('FORBIDDEN');
      }
      expect(codeOf(operation, inVault, readOnlyAccess)).toBe(action === 'read' ? 'allowed' : 'FORBIDDEN');
    }
  });
});

interface Known {
  authScopes?: unknown;
  resolve?: (...args: unknown[]) => unknown;
  subscribe?: (...args: unknown[]) => unknown;
}

const fields = Object.values(schema.getTypeMap())
  .filter((type): type is GraphQLObjectType => type instanceof GraphQLObjectType && !type.name.startsWith('__'))
  .flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, type, field })),
  );

const optionsOf = (field: GraphQLField<unknown, unknown>) => (field.extensions['pothosOptions'] ?? {}) as Known;

/** A resolver without the context cannot call AWS. */
const takesContext = ({ resolve: read, subscribe: follow }: Known) =>
  [read, follow].some((each) => each !== undefined && each.length >= 3);

/** Fields that use the context for its clock, prices, configuration and caller; a test below shows that they make no call. */
const withoutRule = [
  'Query.gateway',
  'Query.viewer',
  'Viewer.startsLeft',
  '*.viewerCan',
  '*.history',
  'JobConnection.estimatedCost',
  'Query.estimateArchiveRetrieval',
  'Query.estimateBatchRestore',
  '*.expectedCompletion',
  '*.overdue',
  '*.pollAfterSeconds',
  'JobOutput.remainingSeconds',
  'JobOutput.isExpiringSoon',
  'RestageArchiveRetrievalPayload.estimate',
  'RestageArchiveRetrievalsPayload.estimatedCost',
];

describe('every field of the schema', () => {
  test('of a mutation has an authorization rule', () => {
    const mutations = fields.filter(({ type }) => type === schema.getMutationType());
    expect(mutations.length).toBeGreaterThan(15);
    expect(mutations.filter(({ field }) => !optionsOf(field).authScopes).map(({ name }) => name)).toEqual([]);
  });

  test('that could call AWS has an authorization rule', () => {
    expect((builder.options as { plugins: string[] }).plugins).toEqual(['errors', 'failureContainment', 'scopeAuth']);
    const able = fields.filter(({ field }) => takesContext(optionsOf(field)));
    expect(able.length).toBeGreaterThan(50);
    const unruled = able.filter(({ field }) => !optionsOf(field).authScopes).map(({ name }) => name);
    const isKnown = (name: string) =>
      withoutRule.some((known) => name === known || (known.startsWith('*') && name.endsWith(known.slice(1))));
    expect(unruled.filter((name) => !isKnown(name))).toEqual([]);
    for (const known of withoutRule) {
      expect(unruled.some((name) => name === known || name.endsWith(known.slice(1)))).toBe(true);
    }
  });
});

/** A GraphQL literal of the type, for an argument whose value does not matter. */
function anyValue(type: GraphQLInputType, name: string): string {
  if (isNonNullType(type)) return anyValue(type.ofType, name);
  if (isListType(type)) return `[${anyValue(type.ofType, name)}]`;
  if (isEnumType(type)) return type.getValues().find((value) => value.name !== 'OTHER')?.name ?? '';
  if (isInputObjectType(type)) {
    const members = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) && field.defaultValue === undefined,
    );
    const one = type.isOneOf ? Object.values(type.getFields()).slice(0, 1) : members;
    const idName: Record<string, string> = {
      VaultRef: 'vaultId',
      BatchJobRef: 'batchJobId',
      BatchJobSelection: 'batchJobId',
    };
    const given = one.map((field) => `${field.name}: ${anyValue(field.type, idName[type.name] ?? field.name)}`);
    return `{ ${given.join(', ')} }`;
  }
  const inVault = { ...location, vaultName: 'media-masters' };
  const ids: Record<string, string> = {
    vaultId: vaultId(inVault),
    batchJobId: batchJobId({ ...location, jobId: 'a' }),
  };
  const values: Record<string, string> = {
    Int: '1',
    SafeInt: '1',
    Float: '1',
    Boolean: 'true',
    DateTime: '"2026-01-01T00:00:00Z"',
    Arn: '"arn:aws:iam::111122223333:role/any"',
    AccountId: '"111122223333"',
    JSONObject: '{}',
    ID: JSON.stringify(ids[name] ?? glacierJobId({ ...inVault, jobId: 'a' })),
  };
  return values[type.name] ?? JSON.stringify(name === 'region' ? location.region : 'media-masters');
}

const askingFor = (field: GraphQLField<unknown, unknown>): string => {
  const required = field.args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  const args = required.map(({ name, type }) => `${name}: ${anyValue(type, name)}`).join(', ');
  return `${field.name}${args === '' ? '' : `(${args})`} { __typename }`;
};

describe('a caller who may read one missing vault', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      authenticator: createTestAuthenticator({ keys: { ann: { '111122223333/us-east-1/no-such-vault': ['read'] } } }),
    });
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  const rootFields = (type: GraphQLObjectType | null | undefined) =>
    Object.values(type?.getFields() ?? {}).map((field): [string, GraphQLField<unknown, unknown>] => [
      field.name,
      field,
    ]);

  test.each([...rootFields(schema.getQueryType()), ...rootFields(schema.getMutationType())])(
    'causes no call of AWS by %s',
    async (name, field) => {
      const kind = schema.getMutationType()?.getFields()[name] === field ? 'mutation' : 'query';
      const { data, errors } = await gateway.as(keyOf('ann')).query(`${kind} { ${askingFor(field)} }`);
      const codes = (errors ?? []).map(({ extensions }) => extensions.code);
      // A bucket that the policy hides seems not to exist.
      expect(codes.filter((code) => code !== (name === 'objectRestores' ? 'NOT_FOUND' : 'FORBIDDEN'))).toEqual([]);
      if (kind === 'mutation') expect(data[name].__typename).toMatch(/^(NotFoundError|ForbiddenError)$/);
      // Only the list of vaults is read, to find the caller's vaults in it.
      const asked = gateway.calls();
      if (name === 'vaults' || name === 'jobs') delete asked['glacier.ListVaults'];
      expect(asked).toEqual({});
    },
  );

  test.each(rootFields(schema.getSubscriptionType()))('causes no call of AWS by %s', async (name, field) => {
    const headers = { authorization: `Bearer ${keyOf('ann')}` };
    const query = `subscription { ${askingFor(field).replace('{ __typename }', '{ job { __typename } }')} }`;
    await using stream = await subscribe(gateway.url, query, {}, headers);
    if (name === 'jobFeed') {
      // Only the list of vaults is read, to find the caller's vaults in it.
      expect(await stream.take(1)).toMatchObject([{ data: { jobFeed: { job: null } } }]);
      expect(Object.keys(gateway.calls())).toEqual(['glacier.ListVaults']);
      return;
    }
    expect(JSON.stringify(await stream.rest())).toMatch(/"code":"(NOT_FOUND|FORBIDDEN)"/);
    expect(gateway.calls()).toEqual({});
  });

  test('finds nothing by node ids', async () => {
    const ids = [
      vaultId({ ...location, vaultName: 'media-masters' }),
      glacierJobId({ ...location, vaultName: 'media-masters', jobId: 'a' }),
      batchJobId({ ...location, jobId: 'a' }),
    ];
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }';
    expect(await gateway.as(keyOf('ann')).data(query, { ids })).toEqual({ nodes: [null, null, null] });
    expect(gateway.calls()).toEqual({});
  });
});

describe('a field without an authorization rule', () => {
  test('causes no call of AWS', async () => {
    await using gateway = await startGateway();
    const callsOf = async (more: string) => {
      await gateway.data(
        `{ jobs(first: 50, maxAgeSeconds: 0) { nodes { jobId ${more} } } gateway { accounts { accountId } } }`,
      );
      return gateway.calls();
    };
    expect(await callsOf('pollAfterSeconds expectedCompletion { latest }')).toEqual(await callsOf(''));
    await gateway.data(
      '{ gateway { accounts { accountId } } estimateArchiveRetrieval(sizeInBytes: 1, tier: BULK) { priceList } }',
    );
    expect(gateway.calls()).toEqual({});
  });
});
