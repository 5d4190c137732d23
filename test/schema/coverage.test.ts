// The schema has every member of AWS's structures. The test walks the SDK's runtime schemas, so a new member in a newer
// SDK fails here before a user misses it.

import * as sdk from '@aws-sdk/client-glacier';
import {
  DescribeVaultOutput$,
  GetDataRetrievalPolicyOutput$,
  GetVaultLockOutput$,
  GlacierJobDescription$,
  JobParameters$,
  ProvisionedCapacityDescription$,
  VaultNotificationConfig$,
} from '@aws-sdk/client-glacier';
import { CreateJobRequest$, JobDescriptor$, JobListDescriptor$ } from '@aws-sdk/client-s3-control';
import { NormalizedSchema } from '@smithy/core/schema';
import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import * as tables from '../../src/aws/glacier/enums.ts';
import * as selectEnums from '../../src/aws/glacier/structures/enums.ts';
import { fieldNameOf } from '../../src/aws/structure.ts';
import { schema } from '../../src/schema/index.ts';

/** SHA256TreeHash -> sha256TreeHash, VaultARN -> vaultArn, SNSTopic -> snsTopic, S3 -> s3, CannedACL -> cannedAcl. */
const fieldName = (member: string): string =>
  member
    .replace(/(SHA256|SNS|KMS|ARN|ACL|URI|ID|S3)/g, (word) => word.charAt(0) + word.slice(1).toLowerCase())
    .replace(/^./, (first) => first.toLowerCase());

/** Members with another name or shape in the schema, each for a reason. */
const renamed: Record<string, string> = {
  'DescribeVaultOutput.VaultName': 'name',
  // Its members are fields of the input itself.
  'JobParameters.InventoryRetrievalParameters': '',
  // Each type has its own mutation.
  'JobParameters.Type': '',
  'JobDescriptor.Description': 'jobDescription',
  'JobListDescriptor.Description': 'jobDescription',
  'JobDescriptor.CreationTime': 'creationDate',
  'JobListDescriptor.CreationTime': 'creationDate',
  // A list has only the name; the description has the operation.
  'JobListDescriptor.Operation': 'operationName',
  // Its one member is a field of the summary.
  'JobProgressSummary.Timers': '',
  'CreateJobRequest.AccountId': 'location',
  'CreateJobRequest.ClientRequestToken': 'idempotencyKey',
  // The input's manifest contains one of the two.
  'CreateJobRequest.ManifestGenerator': 'manifest',
  // Policies are JSON strings in AWS and JSON objects here.
  'GetDataRetrievalPolicyOutput.Policy': '',
};

const typesNamed = (...names: string[]) =>
  names.map((name) => schema.getType(name) as GraphQLObjectType | GraphQLInputObjectType);

const jobTypes = typesNamed('ArchiveRetrievalJob', 'InventoryRetrievalJob', 'SelectJob');
const inputs = typesNamed('InitiateArchiveRetrievalInput', 'InitiateInventoryRetrievalInput', 'InitiateSelectInput');

/** Members whose structures are described as a whole; test/aws/structure.test.ts walks those. */
const described = new Set(['Operation', 'Manifest', 'ManifestGenerator', 'GeneratedManifestDescriptor', 'Report']);

/** The members of a shape and of the shapes it reaches that no field of the types represents. */
function missing(shape: NormalizedSchema, types: (GraphQLObjectType | GraphQLInputObjectType)[]): string[] {
  return [...shape.structIterator()].flatMap(([member, target]) => {
    const place = `${shape.getName()?.replace(/^.*#/, '')}.${member}`;
    const camelCase = shape.getName(true)?.includes('s3control') ? fieldNameOf : fieldName;
    const name = renamed[place] ?? camelCase(member);
    const below = (at: NormalizedSchema): NormalizedSchema => (at.isListSchema() ? below(at.getValueSchema()) : at);
    const inner = below(target);
    if (name === '') return inner.isStructSchema() ? missing(inner, types) : [];
    const fields = types.flatMap((type) => type.getFields()[name] ?? []);
    if (fields.length === 0) return [place];
    if (!inner.isStructSchema() || described.has(member)) return [];
    const reached = fields
      .map((field) => getNamedType(field.type))
      .filter((type) => isObjectType(type) || isInputObjectType(type));
    return missing(inner, reached as (GraphQLObjectType | GraphQLInputObjectType)[]);
  });
}

describe('the schema', () => {
  test.each([
    ['GlacierJobDescription', GlacierJobDescription$, jobTypes],
    ['DescribeVaultOutput', DescribeVaultOutput$, typesNamed('Vault')],
    ['JobParameters', JobParameters$, inputs],
    ['VaultNotificationConfig', VaultNotificationConfig$, typesNamed('VaultNotifications')],
    ['GetVaultLockOutput', GetVaultLockOutput$, typesNamed('VaultLock')],
    ['GetDataRetrievalPolicyOutput', GetDataRetrievalPolicyOutput$, typesNamed('DataRetrievalPolicy')],
    ['JobDescriptor', JobDescriptor$, typesNamed('BatchJob')],
    ['JobListDescriptor', JobListDescriptor$, typesNamed('BatchJob')],
    ['CreateJobRequest', CreateJobRequest$, typesNamed('CreateBatchJobInput')],
    ['ProvisionedCapacityDescription', ProvisionedCapacityDescription$, typesNamed('ProvisionedCapacity')],
  ] as const)('has every member of %s and of the shapes it reaches', (_, shape, types) => {
    expect(missing(NormalizedSchema.of(shape as never), types)).toEqual([]);
  });

  test('is checked by a walk that finds missing members', () => {
    expect(missing(NormalizedSchema.of(GlacierJobDescription$ as never), typesNamed('ArchiveRetrievalJob'))).toEqual(
      expect.arrayContaining([
        'GlacierJobDescription.InventorySizeInBytes',
        'GlacierJobDescription.JobOutputPath',
        'GlacierJobDescription.SelectParameters',
      ]),
    );
  });

  test.each([
    ['GlacierJobAction', sdk.ActionCode, tables.actions],
    ['GlacierStatusCode', sdk.StatusCode, tables.statusCodes],
    ['SelectExpressionType', sdk.ExpressionType, selectEnums.expressionType.table],
    ['SelectFileHeaderInfo', sdk.FileHeaderInfo, selectEnums.fileHeaderInfo.table],
    ['SelectQuoteFields', sdk.QuoteFields, selectEnums.quoteFields.table],
    ['SelectEncryptionType', sdk.EncryptionType, selectEnums.encryptionType.table],
    ['SelectCannedAcl', sdk.CannedACL, selectEnums.cannedAcl.table],
    ['SelectGranteeType', sdk.Type, selectEnums.granteeType.table],
    ['SelectPermission', sdk.Permission, selectEnums.permission.table],
    ['SelectStorageClass', sdk.StorageClass, selectEnums.storageClass.table],
  ])('has every value of the SDK and OTHER in the enum %s', (name, values, table: Readonly<Record<string, string>>) => {
    const type = schema.getType(name) as GraphQLEnumType;
    expect(isEnumType(type)).toBe(true);
    const names = type.getValues().map((value) => value.name);
    for (const value of Object.values(values)) expect(names).toContain(table[value]);
    expect(names).toContain('OTHER');
  });
});
