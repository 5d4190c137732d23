// The query `checkBatchJob`: what would stop a Batch job, before it is created.
import type { CreateJobRequest } from '@aws-sdk/client-s3-control';
import { type Diagnosis as DiagnosisRecord, diagnosisOf } from '../../diagnosis/diagnosis.ts';
import { checkManifest, type KeyCount, type ManifestCheck } from '../../manifests/checkManifest.ts';
import { checkReportBucket, type ReportBucketCheck } from '../../manifests/checkReportBucket.ts';
import type { ManifestFault } from '../../manifests/checkRows.ts';
import { Diagnosis } from '../diagnosis.ts';
import { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { allowedInLocation } from '../kit/rules.ts';
import { apiReference } from './batchJobInput.ts';
import { CreateBatchJobInput, type NewJobInput, requestOf } from './createBatchJob.ts';

const uncheckedParts = {
  ROLE: "The trust policy and the rights of the job's role, on the manifest, on the objects and on the report. Only S3 can assume the role.",
  KMS_GRANTS: 'Whether the role may use the KMS keys of the manifest, of the objects and of their copies.',
  OBJECT_LOCK: 'Whether Object Lock protects objects, or keeps S3 from writing the report.',
  OBJECTS:
    'Whether the objects exist, and allow the operation. A copy has at most 5 GB. A restore from the archive classes needs `expirationInDays`, and one from Intelligent-Tiering does not allow it.',
  TARGET_BUCKET: 'The bucket of the copies.',
  LAMBDA_FUNCTION: 'The Lambda function, and whether S3 may invoke it.',
  GENERATED_MANIFEST: 'The objects that match the rules: S3 lists them after the job is created.',
  MANIFEST:
    'The manifest, or a part of it. An error at the path of the query says why the gateway could not read it. Without an error, the policy hides its bucket from the caller, or it is behind an access point.',
  OTHER_ROWS: 'The rows after the first ones. About 64 KiB of a manifest are checked.',
  REPORT_BUCKET:
    'The bucket of the report. An error at the path of the query says why the gateway could not look at it. Without an error, the policy hides it from the caller.',
} as const;

type UncheckedPart = keyof typeof uncheckedParts;

const BatchJobUncheckedPart = builder.enumType('BatchJobUncheckedPart', {
  description: 'A part of a new Batch job that `checkBatchJob` has not checked.',
  values: Object.fromEntries(
    Object.entries(uncheckedParts).map(([name, description]) => [name, { description }]),
  ) as Record<UncheckedPart, { description: string }>,
});

const ManifestKeys = builder.objectRef<KeyCount>('ManifestKeys').implement({
  description: 'The number of objects that a manifest names.',
  fields: (t) => ({
    count: t.expose('count', { type: 'SafeInt', description: 'The number of objects.' }),
    isExact: t.exposeBoolean('isExact', {
      description: 'True if all rows were counted. False for an estimate from the length of the first rows.',
    }),
  }),
});

interface Checked {
  diagnoses: DiagnosisRecord[];
  unchecked: UncheckedPart[];
  keys: KeyCount | null;
}

const BatchJobCheck = builder.objectRef<Checked>('BatchJobCheck').implement({
  description: 'What is known of a Batch job before it is created.',
  fields: (t) => ({
    diagnoses: t.field({
      type: [Diagnosis],
      description:
        'What would stop the job, or make its tasks fail. Empty if nothing was found, in the parts that were checked.',
      resolve: ({ diagnoses }) => diagnoses,
    }),
    unchecked: t.field({
      type: [BatchJobUncheckedPart],
      description: 'The parts that were not checked. Some of them, only S3 can check.',
      resolve: ({ unchecked }) => unchecked,
    }),
    keys: t.field({
      type: ManifestKeys,
      nullable: true,
      description:
        'The number of objects that the manifest names; null if its rows were not read, or S3 generates the manifest.',
      resolve: ({ keys }) => keys,
    }),
  }),
});

const callsOf = ({ input }: { input: NewJobInput }): number => {
  const { manifest } = input.manifest;
  const format = (manifest?.['spec'] as { format?: string } | undefined)?.format;
  const ofManifest = manifest ? (format === 'S3_BATCH_OPERATIONS_CSV_20180820' ? 2 : 3) : 0;
  return ofManifest + (input.report ? 1 : 0);
};

builder.queryField('checkBatchJob', (t) =>
  t.field({
    type: BatchJobCheck,
    ...allowedInLocation('read'),
    description: `What would stop a Batch job, without creating it. Checks the input as \`createBatchJob\` does, the manifest with its first rows, and the bucket of the report. Costs one HeadObject and one GetObject call for a manifest, one more GetObject call for an inventory, and one HeadBucket call for a report. ${apiReference}/API_control_CreateJob.html`,
    args: {
      input: t.arg({ type: CreateBatchJobInput, required: true, description: 'The job, as for `createBatchJob`.' }),
    },
    ...costs({ calls: callsOf, service: 's3' }),
    resolve: async (_, { input }, ctx, info) => {
      const { location, parameters } = requestOf(input, ctx);
      const { Manifest, Report, Operation } = parameters;
      const [manifest, report] = await Promise.all([
        Manifest ? checkManifest(ctx.aws, location, Manifest) : null,
        checkReportBucket(ctx.aws, location, Report),
      ]);
      for (const { failure } of [manifest, report].filter((check) => check !== null)) {
        if (failure) ctx.report(failure, info);
      }
      return {
        diagnoses: [...(manifest?.faults ?? []), ...(report?.faults ?? [])].map(diagnose),
        unchecked: uncheckedOf(manifest, report, Operation),
        keys: manifest?.keys ?? null,
      };
    },
  }),
);

const diagnose = ({ code, detail }: ManifestFault): DiagnosisRecord => ({ ...diagnosisOf(code), detail });

function uncheckedOf(
  manifest: ManifestCheck | null,
  report: ReportBucketCheck | null,
  operation: CreateJobRequest['Operation'],
): UncheckedPart[] {
  const found: [UncheckedPart, boolean][] = [
    ['MANIFEST', manifest !== null && (!manifest.isRead || manifest.failure !== null)],
    ['OTHER_ROWS', manifest?.isRead === true && !manifest.isWhole],
    ['GENERATED_MANIFEST', manifest === null],
    ['REPORT_BUCKET', report?.isRead === false],
    ['TARGET_BUCKET', operation?.S3PutObjectCopy !== undefined],
    ['LAMBDA_FUNCTION', operation?.LambdaInvoke !== undefined],
    ['ROLE', true],
    ['KMS_GRANTS', true],
    ['OBJECT_LOCK', true],
    ['OBJECTS', true],
  ];
  return found.filter(([, isUnchecked]) => isUnchecked).map(([part]) => part);
}
