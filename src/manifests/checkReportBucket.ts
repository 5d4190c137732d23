// What would keep S3 from writing the completion report of a job, as far as its bucket shows it.
import type { JobReport } from '@aws-sdk/client-s3-control';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { headBucket } from '../aws/s3/headBucket.ts';
import { mayReadBucket } from '../aws/s3/mayReadBucket.ts';
import { parseBucketArn } from '../aws/s3/objectArn.ts';
import { GatewayError, NotFoundError } from '../core/errors.ts';
import type { Location } from '../core/location.ts';
import type { ManifestFault } from './checkRows.ts';

export interface ReportBucketCheck {
  /** Whether the bucket was looked at. */
  isRead: boolean;
  faults: ManifestFault[];
  /** Why the bucket could not be looked at; null if it was. */
  failure: GatewayError | null;
}

/** Null without a report. */
export async function checkReportBucket(
  aws: AwsSession,
  location: Location,
  report: JobReport | undefined,
): Promise<ReportBucketCheck | null> {
  if (!report?.Enabled) return null;
  const bucketName = parseBucketArn(report.Bucket ?? '') ?? '';
  if (!mayReadBucket(aws, { location, bucketName })) return { isRead: false, faults: [], failure: null };
  const found = (...faults: ManifestFault[]) => ({ isRead: true, faults, failure: null });
  try {
    const region = await headBucket(aws, { location, bucketName });
    if (region === location.region) return found();
    return found({ code: 'REPORT_BUCKET_IN_OTHER_REGION', detail: `The bucket is in ${region}.` });
  } catch (error) {
    if (error instanceof NotFoundError)
      return found({ code: 'REPORT_BUCKET_NOT_FOUND', detail: `The bucket is ${bucketName}.` });
    if (error instanceof GatewayError) return { isRead: false, faults: [], failure: error };
    throw error;
  }
}
