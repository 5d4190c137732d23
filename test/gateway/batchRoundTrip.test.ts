// Each kind of operation, manifest and report is sent by createBatchJob and read back by batchJob unchanged.

import fc from 'fast-check';
import { type GraphQLObjectType, type GraphQLOutputType, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { jobManifest, s3JobManifestGenerator } from '../../src/aws/s3control/structures/manifest.ts';
import { jobOperation } from '../../src/aws/s3control/structures/operation.ts';
import { jobReport } from '../../src/aws/s3control/structures/report.ts';
import { fieldNameOf, type Structure } from '../../src/aws/structure.ts';
import { schema } from '../../src/schema/index.ts';
import { anyRecord, type Leaves } from '../support/anyRecord.ts';
import { home } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';

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
      return word.map((name) => `arn:aws:s3:::${name}`);
    case 'accountId':
      return fc.stringMatching(/^\d{12}$/);
    default:
      return word;
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
const noReport = { enabled: false };
const manifest = {
  spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
  location: { objectArn: 'arn:aws:s3:::bucket/manifest.csv', eTag: '60e460c9d1046e73f7dde5043ac3ae85' },
};
const tagging = { s3PutObjectTagging: { tagSet: [{ key: 'a', value: 'b' }] } };

async function roundTrip(gateway: Awaited<ReturnType<typeof startGateway>>, input: object) {
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
        report: noReport,
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

const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:each';

const operations = Object.entries(jobOperation.members).map(
  ([aws, { kind }]) => [fieldNameOf(aws), kind as Structure] as const,
);

describe('the round trip through createBatchJob and batchJob', () => {
  test.each(operations)('keeps the operation %s unchanged', async (name, structure) => {
    await using gateway = await startGateway();
    await fc.assert(
      fc.asyncProperty(anyRecord(structure, leaves), async (parameters) => {
        if ('userArguments' in parameters) Object.assign(parameters, { invocationSchemaVersion: '2.0' });
        if ('functionArn' in parameters) Object.assign(parameters, { functionArn });
        const job = await roundTrip(gateway, { operation: { [name]: parameters } });
        expect(withoutEmpty(withoutNulls(job.operation))).toEqual(withoutEmpty(withoutNulls(parameters)));
      }),
      { numRuns: 12 },
    );
  });

  test('keeps manifests unchanged', async () => {
    await using gateway = await startGateway();
    await fc.assert(
      fc.asyncProperty(anyRecord(jobManifest, leaves), async (parameters) => {
        const spec = { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY', 'VERSION_ID'] };
        const input = { ...parameters, spec };
        const job = await roundTrip(gateway, { manifest: { manifest: input } });
        expect(withoutNulls(job.manifest)).toEqual(withoutNulls(input));
      }),
      { numRuns: 15 },
    );
  });

  test('keeps manifest generators unchanged, with their whole filter', async () => {
    await using gateway = await startGateway();
    await fc.assert(
      fc.asyncProperty(anyRecord(s3JobManifestGenerator, leaves), async (parameters) => {
        const { manifestOutputLocation: location } = parameters;
        const input = location
          ? { ...parameters, manifestOutputLocation: { ...location, manifestFormat: 'S3InventoryReport_CSV_20211130' } }
          : { ...parameters, enableManifestOutput: false };
        const job = await roundTrip(gateway, { manifest: { manifestGenerator: input } });
        expect(withoutEmpty(withoutNulls(job.manifestGenerator.s3JobManifestGenerator))).toEqual(
          withoutEmpty(withoutNulls(input)),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('keeps reports unchanged', async () => {
    await using gateway = await startGateway();
    await fc.assert(
      fc.asyncProperty(anyRecord(jobReport, leaves), async (parameters) => {
        const input = {
          ...parameters,
          bucket: 'arn:aws:s3:::reports',
          format: 'Report_CSV_20180820',
          reportScope: parameters['reportScope'] ?? 'ALL_TASKS',
        };
        const job = await roundTrip(gateway, { report: input });
        expect(withoutNulls(job.report)).toEqual(withoutNulls(input));
      }),
      { numRuns: 15 },
    );
  });
});
