// Validation of the source of a job's objects: a manifest object, or a manifest generator.
import {
  GeneratedManifestFormat,
  type JobManifest,
  JobManifestFieldName,
  JobManifestFormat,
  type JobManifestGenerator,
} from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import { badRequest, invalidRequest } from '../../http/errors.ts';
import { checkLength, checkPattern, checkWord } from './checks.ts';

export function checkManifest({ Spec, Location }: JobManifest): void {
  checkWord(Spec?.Format, 'Manifest.Spec.Format', Object.values(JobManifestFormat));
  for (const field of Spec?.Fields ?? []) {
    checkWord(field, 'Manifest.Spec.Fields', Object.values(JobManifestFieldName));
  }
  if (Spec?.Format === 'S3BatchOperations_CSV_20180820') {
    for (const field of ['Bucket', 'Key'] as const) {
      if (!Spec.Fields?.includes(field)) {
        throw invalidRequest(`Manifest.Spec.Fields of a CSV manifest must have ${field}`);
      }
    }
  }
  checkLength(Location?.ObjectArn, 'Manifest.Location.ObjectArn', 1, 2000);
  checkPattern(Location?.ObjectArn, 'Manifest.Location.ObjectArn', /^arn:[^:]+:s3:.*/, 'arn:aws:s3:::bucket/key');
  checkLength(Location?.ETag, 'Manifest.Location.ETag', 1, 1024);
  checkLength(Location?.ObjectVersionId, 'Manifest.Location.ObjectVersionId', 1, 2000);
}

export function checkManifestGenerator({ S3JobManifestGenerator: generator }: Decoded<JobManifestGenerator>): void {
  if (!generator) throw badRequest('ManifestGenerator.S3JobManifestGenerator is required');
  const bucket = /^arn:[^:]+:s3:.*/;
  checkLength(generator.SourceBucket, 'SourceBucket', 1, 2048);
  checkPattern(generator.SourceBucket, 'SourceBucket', bucket, 'arn:aws:s3:::bucket');
  const output = generator.ManifestOutputLocation;
  if (generator.EnableManifestOutput && !output) {
    throw invalidRequest('ManifestOutputLocation is required when EnableManifestOutput is true');
  }
  checkPattern(output?.Bucket, 'ManifestOutputLocation.Bucket', bucket, 'arn:aws:s3:::bucket');
  checkLength(output?.ManifestPrefix, 'ManifestOutputLocation.ManifestPrefix', 1, 512);
  checkWord(output?.ManifestFormat, 'ManifestOutputLocation.ManifestFormat', Object.values(GeneratedManifestFormat));
}
