// The query `checkBatchJob`: what would stop a Batch job, before it is created.
import type { CreateJobRequest } from '@aws-sdk/client-s3-control';
import { type ErrorCode, type GatewayError, InvalidInputError } from '../../core/errors.ts';
import { type Diagnosis as DiagnosisRecord, diagnosisOf } from '../../diagnosis/diagnosis.ts';
import { checkManifest, type KeyCount, type ManifestCheck } from '../../manifests/checkManifest.ts';
import { checkReportBucket, type ReportBucketCheck } from '../../manifests/checkReportBucket.ts';
import type { ManifestFault } from '../../manifests/checkRows.ts';
import { Diagnosis } from '../diagnosis.ts';
import { ErrorCodeEnum } from '../errorCode.ts';
import { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { allowedInLocation } from '../kit/rules.ts';
import { apiReference } from './batchJobInput.ts';
import { CreateBatchJobInput, type NewJobInput, requestOf, valuesPerCount } from './createBatchJob.ts';

const uncheckedParts = {
  MANIFEST: 'The manifest, or a part of it.',
  OTHER_ROWS: 'The rows after the first ones.',
  GENERATED_MANIFEST: 'The objects of a manifest that S3 generates.',
  REPORT_BUCKET: 'The bucket of the completion report.',
  TARGET_BUCKET: 'The bucket of the copies.',
  LAMBDA_FUNCTION: 'The Lambda function.',
  ROLE: 'The trust policy and the rights of the role, on the manifest, on the objects and on the report.',
  KMS_GRANTS: 'The rights of the role on KMS keys of the manifest, of the objects and of their copies.',
  OBJECT_LOCK: 'Object Lock of the objects and of the bucket of the report.',
  OBJECTS: 'The objects themselves: whether they exist, and allow the operation.',
} as const;

type PartName = keyof typeof uncheckedParts;

interface UncheckedPart {
  part: PartName;
  reason: string;
  /** Of the failure. */
  code?: ErrorCode;
}

const BatchJobPart = builder.enumType('BatchJobPart', {
  description: 'A part of a new Batch job, or what the job depends on.',
  values: Object.fromEntries(
    Object.entries(uncheckedParts).map(([name, description]) => [name, { description }]),
  ) as Record<PartName, { description: string }>,
});

const UncheckedBatchJobPart = builder.objectRef<UncheckedPart>('UncheckedBatchJobPart').implement({
  description: 'A part of a new Batch job that `checkBatchJob` has not checked.',
  fields: (t) => ({
    part: t.expose('part', { type: BatchJobPart, description: 'The part that was not checked.' }),
    reason: t.exposeString('reason', { description: 'Why it was not checked, or what cannot be seen.' }),
    code: t.field({
      type: ErrorCodeEnum,
      nullable: true,
      description: 'The code of the error that kept the gateway from checking it; null if nothing failed.',
      resolve: ({ code }) => code ?? null,
    }),
  }),
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
      type: [UncheckedBatchJobPart],
      description:
        'What was not checked, and why: parts that only S3 can check, and parts that the gateway could not read.',
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
    // It prepares a start, and quotes rows of any object that the gateway can read.
    ...allowedInLocation('start'),
    description: `What would stop a Batch job, without creating it. Requires the right to start jobs. Checks the input as \`createBatchJob\` does, the manifest with its first rows, and the bucket of the report. Costs one HeadObject and one GetObject call for a manifest, one more GetObject call for an inventory, and one HeadBucket call for a report. ${apiReference}/API_control_CreateJob.html`,
    args: {
      input: t.arg({ type: CreateBatchJobInput, required: true, description: 'The job, as for `createBatchJob`.' }),
    },
    ...costs({ calls: callsOf, service: 's3', valuesPerCount }),
    resolve: async (_, { input }, ctx) => {
      const refused: ManifestFault[] = [];
      const { location, parameters, keys } = requestOf(input, ctx, (part) => noteRefusal(part, refused));
      const { Manifest, Report } = parameters;
      const [manifest, report] = await Promise.all([
        Manifest ? checkManifest(ctx.aws, location, Manifest) : null,
        checkReportBucket(ctx.aws, location, Report),
      ]);
      return {
        diagnoses: [...refused, ...(manifest?.faults ?? []), ...(report?.faults ?? [])].map(diagnose),
        unchecked: uncheckedOf(manifest, report, parameters),
        keys: manifest?.keys ?? (keys ? { count: keys.tasks, isExact: true } : null),
      };
    },
  }),
);

/** A value that AWS refuses hides no other fault. */
function noteRefusal<T>(part: () => T, refused: ManifestFault[]): T | undefined {
  try {
    return part();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    refused.push({ code: 'INPUT_REFUSED', detail: error.message });
    return undefined;
  }
}

const diagnose = ({ code, detail }: ManifestFault): DiagnosisRecord => ({ ...diagnosisOf(code), detail });

/** The reason does not reveal whether a hidden bucket exists. */
const hidden = (what: string): string => `The policy does not let you read ${what}, or it is behind an access point.`;

function uncheckedOf(
  manifest: ManifestCheck | null,
  report: ReportBucketCheck | null,
  {
    Operation: operation,
    Manifest,
    ManifestGenerator,
  }: Pick<CreateJobRequest, 'Operation' | 'Manifest' | 'ManifestGenerator'>,
): UncheckedPart[] {
  const parts: UncheckedPart[] = [];
  const add = (part: PartName, reason: string, failure: GatewayError | null = null) =>
    parts.push(failure ? { part, reason: failure.message, code: failure.code } : { part, reason });
  if (!Manifest && !ManifestGenerator)
    add('MANIFEST', 'The gateway writes it when the job is created. Its bucket is not looked at before.');
  if (ManifestGenerator) add('GENERATED_MANIFEST', 'S3 lists the objects after the job is created.');
  if (manifest && (!manifest.isRead || manifest.failure))
    add('MANIFEST', hidden('the bucket of the manifest'), manifest.failure);
  else if (manifest && !manifest.isWhole) add('OTHER_ROWS', 'About 64 KiB of a manifest are checked.');
  if (report?.isRead === false) add('REPORT_BUCKET', hidden('the bucket of the report'), report.failure);
  if (operation?.S3PutObjectCopy) add('TARGET_BUCKET', 'The bucket may be in any account and region.');
  if (operation?.LambdaInvoke) add('LAMBDA_FUNCTION', 'The gateway has no access to Lambda.');
  add('ROLE', 'Only S3 can assume the role.');
  add('KMS_GRANTS', 'The role uses the keys, and not the gateway.');
  add(
    'OBJECT_LOCK',
    'A retention on the report bucket keeps S3 from writing the report, and one on objects from changing them.',
  );
  add('OBJECTS', reasonForObjects(operation));
  return parts;
}

function reasonForObjects(operation: CreateJobRequest['Operation']): string {
  if (operation?.S3PutObjectCopy) return 'No object is read. The copy of an object of more than 5 GB fails.';
  if (operation?.S3InitiateRestoreObject)
    return 'No object is read. The archive classes need expirationInDays, and Intelligent-Tiering does not allow it.';
  return 'No object is read.';
}
