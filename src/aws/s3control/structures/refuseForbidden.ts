// AWS's restrictions of a new job that concern several of its parts, checked before the call and reported by input path.
// checkInput checks each part by itself.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
import type { CreateJobRequest, S3InitiateRestoreObjectOperation } from '@aws-sdk/client-s3-control';
import { rejectInput } from '../../../core/errors.ts';

type NewJob = Pick<CreateJobRequest, 'Operation' | 'ManifestGenerator'>;

const refuse = (member: string, reason: string): never => rejectInput(['input', ...member.split('.')], reason);

export function refuseForbidden({ Operation, ManifestGenerator }: NewJob): void {
  const filter = ManifestGenerator?.S3JobManifestGenerator?.Filter;
  if (Operation?.S3InitiateRestoreObject) {
    refuseRestore(Operation.S3InitiateRestoreObject, filter?.MatchAnyStorageClass ?? []);
  }
}

/** Objects of Intelligent-Tiering are restored permanently, those of the archive classes for some days. */
function refuseRestore({ ExpirationInDays: days }: S3InitiateRestoreObjectOperation, storageClasses: string[]): void {
  const member = 'operation.s3InitiateRestoreObject.expirationInDays';
  const tiered = storageClasses.includes('INTELLIGENT_TIERING');
  const archived = storageClasses.some((name) => name === 'GLACIER' || name === 'DEEP_ARCHIVE');
  if (tiered && archived) {
    refuse(
      'manifest.manifestGenerator.filter.matchAnyStorageClass',
      'one job cannot restore INTELLIGENT_TIERING together with GLACIER or DEEP_ARCHIVE.',
    );
  }
  if (tiered && days !== undefined) refuse(member, 'the value is not allowed for objects of INTELLIGENT_TIERING.');
  if (archived && days === undefined) refuse(member, 'the value is required for objects of GLACIER and DEEP_ARCHIVE.');
}
