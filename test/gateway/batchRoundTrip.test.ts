// Each kind of operation, manifest and report is sent by createBatchJob and read back by batchJob unchanged.

import fc from 'fast-check';
import { type GraphQLObjectType, type GraphQLOutputType, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobReport } from '../../src/aws/s3control/structures/jobReport.ts';
import { jobManifest, s3JobManifestGenerator } from '../../src/aws/s3control/structures/manifest.ts';
import { jobOperation } from '../../src/aws/s3control/structures/operation.ts';
import { fieldNameOf, type Structure } from '../../src/aws/structure.ts';
import { schema } from '../../src/schema/index.ts';
import { anyInput, type Leaves } from '../support/anyRecord.ts';
import { home } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

/** Every field of a type, to any depth. */
function selectionOf(output: GraphQLOutputType): string {
  const type = getNamedType(output);
  if (isInterfaceType(type)) {
    const members = schema.getImplementations(type).objects;
    return `{ __typename ${members.map((member) => `... on ${member.name} ${selectionOf(member)}`).join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  return `{ ${Object.values(type.getFields())
    .map((field) => `${field.name} ${selectionOf(field.type)}`)
    .join(' ')} }`;
}

const fields = ['operation', 'manifest', 'manifestGenerator', 'report'] as const;
const batchJob = (schema.getType('BatchJob') as GraphQLObjectType).getFields();
const selection = fields.map((name) => `${name} ${selectionOf(batchJob[name]?.type as GraphQLOutputType)}`).join(' ');

const word = fc.stringMatching(/^[a-z]( ?[A-Za-z0-9<>&"'ü/_-]){0,12}$/);
const pairs = fc.uniqueArray(
  fc.record({ key: fc.stringMatching(/^k[A-Za-z0-9]{1,8}$/), value: fc.stringMatching(/^[A-Za-z0-9 ]{0,8}$/) }),
  {
    selector: ({ key }) => key,
    maxLength: 4,
  },
);

/** Valid values of the scalars. Dates are in whole seconds, the precision of AWS. */
const leaves: Leaves = (is) => {
  switch (is) {
    case 'map':
    case 'tags':
      return pairs;
    case 'flag':
      return fc.constant(true);
    case 'boolean':
      return fc.boolean();
    case 'int':
      return fc.integer({ min: 1, max: 2 ** 31 - 1 });
    case 'size':
      return fc.maxSafeNat();
    case 'date':
      return fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000).toISOString());
    case 'arn':
      return fc.constantFrom(
        'arn:aws:s3:::bucket',
        'arn:aws:s3:::bucket/key with <special> "characters" & ü',
        'arn:aws:lambda:us-east-1:111122223333:function:each',
        'arn:aws:kms:us-east-1:111122223333:key/1234abcd',
      );
    case 'accountId':
      return fc.stringMatching(/^\d{12}$/);
    default:
      return fc.oneof(word, fc.constantFrom('1.0', '2.0', 'prefix/of/keys', 'alias/key'));
  }
};

/** An answer without nulls, and with its maps in one order. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    const keyed = items.every((item) => typeof item === 'object' && item !== null && 'key' in item);
    return keyed ? items.sort((a, b) => ((a as { key: string }).key < (b as { key: string }).key ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const hidden = ['__typename', 'operationName', '_'];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => inner !== null && !hidden.includes(name))
      .map(([name, inner]) => [name, withoutNulls(inner)]),
  );
}

/** AWS drops empty lists and maps. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !(Array.isArray(inner) && inner.length === 0))
      .map(([name, inner]) => [name, withoutEmpty(inner)]),
  );
}

const roleArn = 'arn:aws:iam::111122223333:role/batch';
const manifest = {
  spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
  location: { objectArn: 'arn:aws:s3:::bucket/manifest.csv', eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
};
const tagging = { s3PutObjectTagging: { tagSet: [{ key: 'a', value: 'b' }] } };

async function roundTrip(gateway: TestGateway, input: object) {
  const { created } = await gateway.data(
    `mutation ($input: CreateBatchJobInput!) {
      created: createBatchJob(input: $input) {
        __typename
        ... on CreateBatchJobPayload { job { jobId } }
        ... on MutationError { message }
        ... on InvalidInputError { path }
      }
    }`,
    {
      input: {
        location: home,
        priority: 1,
        roleArn,
        manifest: { manifest },
        operation: tagging,
        ...input,
      },
    },
  );
  if (created.__typename !== 'CreateBatchJobPayload') throw new Error(JSON.stringify(created));
  const { batchJob: job } = await gateway.data(`query ($id: String!) { batchJob(jobId: $id) { ${selection} } }`, {
    id: created.job.jobId,
  });
  return job;
}

const operations = Object.entries(jobOperation.members).map(
  ([aws, { kind }]) => [fieldNameOf(aws), kind as Structure] as const,
);

describe('the round trip through createBatchJob and batchJob', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ seed: 'empty' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(operations)('keeps the operation %s unchanged', async (name, structure) => {
    await fc.assert(
      fc.asyncProperty(anyInput(structure, leaves), async (parameters) => {
        const job = await roundTrip(gateway, { operation: { [name]: parameters } });
        expect(withoutEmpty(withoutNulls(job.operation))).toEqual(withoutEmpty(withoutNulls(parameters)));
      }),
      { numRuns: 12 },
    );
  });

  test('keeps manifests unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(anyInput(jobManifest, leaves), async (parameters) => {
        const job = await roundTrip(gateway, { manifest: { manifest: parameters } });
        expect(withoutEmpty(withoutNulls(job.manifest))).toEqual(withoutEmpty(withoutNulls(parameters)));
      }),
      { numRuns: 15 },
    );
  });

  test('keeps manifest generators unchanged, with their whole filter', async () => {
    await fc.assert(
      fc.asyncProperty(anyInput(s3JobManifestGenerator, leaves), async (parameters) => {
        const job = await roundTrip(gateway, { manifest: { manifestGenerator: parameters } });
        expect(withoutEmpty(withoutNulls(job.manifestGenerator.s3JobManifestGenerator))).toEqual(
          withoutEmpty(withoutNulls(parameters)),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('keeps reports unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(anyInput(jobReport, leaves), async (parameters) => {
        const job = await roundTrip(gateway, { report: parameters });
        // What S3 has written is no setting.
        const { status, contents, ...settings } = job.report;
        expect(withoutNulls(settings)).toEqual(withoutNulls({ ...parameters, enabled: true }));
      }),
      { numRuns: 15 },
    );
  });
});
