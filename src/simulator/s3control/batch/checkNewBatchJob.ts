// Validation of CreateJob's members, by the model and the user guide. Only what AWS documents as invalid is rejected.
import {
  ComputeObjectChecksumAlgorithm,
  ComputeObjectChecksumType,
  type CreateJobRequest,
  type JobOperation,
} from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import { badRequest, invalidRequest } from '../../http/errors.ts';
import { checkBatchTags } from './checkBatchTags.ts';
import { checkManifest, checkManifestGenerator } from './checkManifest.ts';
import { checkReport } from './checkReport.ts';
import { checkLength, checkNumber, checkPattern, checkWord } from './checks.ts';

export const LARGEST_PRIORITY = 2_147_483_647;

export function checkNewBatchJob(input: Decoded<CreateJobRequest>): void {
  const { Operation, Manifest, ManifestGenerator } = input;
  if (input.ClientRequestToken === undefined) throw badRequest('ClientRequestToken is required');
  checkLength(input.ClientRequestToken, 'ClientRequestToken', 1, 64);
  checkLength(input.Description, 'Description', 1, 256);
  checkNumber(input.Priority, 'Priority', 0, LARGEST_PRIORITY);
  checkLength(input.RoleArn, 'RoleArn', 1, 2048);
  checkPattern(input.RoleArn, 'RoleArn', /^arn:[^:]+:iam::\d{12}:role\/./, 'arn:aws:iam::111122223333:role/batch');
  checkOperation(Operation ?? {});
  checkReport(input.Report);
  if ((Manifest === undefined) === (ManifestGenerator === undefined)) {
    throw invalidRequest('Exactly one of Manifest and ManifestGenerator must be given');
  }
  if (Manifest) checkManifest(Manifest);
  if (ManifestGenerator) checkManifestGenerator(ManifestGenerator);
  checkBatchTags(input.Tags ?? [], badRequest);
}

function checkOperation(operation: Decoded<JobOperation>): void {
  const kinds = Object.keys(operation);
  if (kinds.length !== 1) {
    throw invalidRequest(`Operation must have exactly one member that this version knows, and has ${kinds.length}`);
  }
  const { S3InitiateRestoreObject: restore, S3ComputeObjectChecksum: checksum } = operation;
  checkNumber(restore?.ExpirationInDays, 'S3InitiateRestoreObject.ExpirationInDays', 1, LARGEST_PRIORITY);
  // S3 Batch Operations does not support Expedited restores.
  checkWord(restore?.GlacierJobTier, 'S3InitiateRestoreObject.GlacierJobTier', ['BULK', 'STANDARD']);
  const algorithms = Object.values(ComputeObjectChecksumAlgorithm);
  checkWord(checksum?.ChecksumAlgorithm, 'S3ComputeObjectChecksum.ChecksumAlgorithm', algorithms);
  checkWord(checksum?.ChecksumType, 'S3ComputeObjectChecksum.ChecksumType', Object.values(ComputeObjectChecksumType));
}
