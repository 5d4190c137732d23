// The requests of simulated jobs whose content does not matter to a test.
import { defaultStatusDurations } from '../../src/simulator/s3control/batch/batchPlan.ts';

export const accountId = '111122223333';
export const region = 'us-east-1';

export const wholeInventory = {
  format: 'JSON' as const,
  startDate: undefined,
  endDate: undefined,
  limit: undefined,
  marker: undefined,
};

export const restoreRequest = {
  ConfirmationRequired: false,
  Operation: { S3InitiateRestoreObject: { ExpirationInDays: 1, GlacierJobTier: 'BULK' as const } },
  Report: { Enabled: false },
  Manifest: {
    Spec: { Format: 'S3BatchOperations_CSV_20180820' as const, Fields: ['Bucket' as const, 'Key' as const] },
    Location: { ObjectArn: 'arn:aws:s3:::manifests/m.csv', ETag: '60e460c9d1046e73f7dde5043ac3ae85' },
  },
  Priority: 10,
  RoleArn: `arn:aws:iam::${accountId}:role/batch`,
};

/** A Batch job is active from its creation to its end. */
export const alwaysActive = { ...defaultStatusDurations, New: 0, Preparing: 0, Ready: 0, Completing: 0 };
