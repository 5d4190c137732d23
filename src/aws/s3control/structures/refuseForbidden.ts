// AWS's restrictions of a new job beyond the types of its members, checked before the call and reported by input path.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
import type { CreateJobRequest, JobReport, S3InitiateRestoreObjectOperation } from '@aws-sdk/client-s3-control';
import { rejectInput } from '../../../core/errors.ts';

type NewJob = Partial<Pick<CreateJobRequest, 'Operation' | 'Manifest' | 'ManifestGenerator' | 'Report'>>;

const refuse = (member: string, reason: string): never => rejectInput(['input', ...member.split('.')], reason);

/** `job` may be a part of a job; checks that need a missing part are skipped. */
export function refuseForbidden({ Operation, Manifest, ManifestGenerator, Report }: NewJob): void {
  const generator = ManifestGenerator?.S3JobManifestGenerator;
  if (Operation?.S3InitiateRestoreObject) {
    refuseRestore(Operation.S3InitiateRestoreObject, generator?.Filter?.MatchAnyStorageClass ?? []);
  }
  const lambda = Operation?.LambdaInvoke;
  if (lambda?.UserArguments && lambda.InvocationSchemaVersion !== '2.0') {
    refuse('operation.lambdaInvoke.invocationSchemaVersion', '"2.0" is required with userArguments.');
  }
  if (Manifest?.Spec) refuseSpec(Manifest.Spec);
  if (generator?.EnableManifestOutput && !generator.ManifestOutputLocation) {
    refuse('manifest.manifestGenerator.manifestOutputLocation', 'required with enableManifestOutput.');
  }
  if (Report?.Enabled) refuseReport(Report);
}

/** Objects of Intelligent-Tiering are restored permanently, those of the archive classes for some days. */
function refuseRestore({ ExpirationInDays: days }: S3InitiateRestoreObjectOperation, storageClasses: string[]): void {
  const member = 'operation.s3InitiateRestoreObject.expirationInDays';
  if (days !== undefined && days < 1) refuse(member, 'at least 1.');
  const tiered = storageClasses.includes('INTELLIGENT_TIERING');
  const archived = storageClasses.some((name) => name === 'GLACIER' || name === 'DEEP_ARCHIVE');
  if (tiered && archived) {
    refuse(
      'manifest.manifestGenerator.filter.matchAnyStorageClass',
      'one job cannot restore INTELLIGENT_TIERING together with GLACIER or DEEP_ARCHIVE.',
    );
  }
  if (tiered && days !== undefined) refuse(member, 'not allowed for objects of INTELLIGENT_TIERING.');
  if (archived && days === undefined) refuse(member, 'required for objects of GLACIER and DEEP_ARCHIVE.');
}

function refuseSpec({ Format, Fields }: NonNullable<NonNullable<NewJob['Manifest']>['Spec']>): void {
  if (Format !== 'S3BatchOperations_CSV_20180820') return;
  if (!Fields?.includes('Bucket') || !Fields.includes('Key')) {
    refuse('manifest.manifest.spec.fields', 'BUCKET and KEY are required in a CSV manifest.');
  }
}

function refuseReport({ Bucket, Format, ReportScope }: JobReport): void {
  if (!Bucket) refuse('report.bucket', 'required with enabled.');
  if (!Format) refuse('report.format', 'required with enabled.');
  if (!ReportScope) refuse('report.reportScope', 'required with enabled.');
}
