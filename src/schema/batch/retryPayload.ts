// The payload of `retryBatchJob`: the new job, its manifest, and what was left out.

import type { JobManifestLocation } from '@aws-sdk/client-s3-control';
import type { ObjectRef } from '@pothos/core';
import { jobManifestLocation } from '../../aws/s3control/structures/manifest.ts';
import { toRecord } from '../../aws/structure.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { skippedMessage } from '../../core/skippedRecords.ts';
import { manifestParameter, type WrittenManifest } from '../../manifests/newManifest.ts';
import type { RetryPlan } from '../../reports/retryPlan.ts';
import { builder } from '../kit/builder.ts';
import { costs, free } from '../kit/cost.ts';
import { mayRead } from '../kit/rules.ts';
import { objectTypeOf } from '../kit/structureTypes.ts';
import { batchJobPayload, type ChangedBatchJob } from './batchJobPayload.ts';
import { groupsOf, type OldJob } from './failedTasks.ts';
import { TaskFailureGroup } from './taskFailureGroup.ts';

export interface RetriedBatchJob extends ChangedBatchJob {
  old: OldJob;
  manifest: WrittenManifest;
  /** Read again if an earlier call has written the manifest. */
  plan: RetryPlan | (() => Promise<RetryPlan>);
}

export const RetryBatchJobPayload = batchJobPayload(
  'RetryBatchJobPayload',
  'The new job, created now or earlier with the same idempotency key.',
) as ObjectRef<typeof builder.$inferSchemaTypes, RetriedBatchJob>;

builder.objectFields(RetryBatchJobPayload, (t) => ({
  manifest: t.field({
    type: objectTypeOf(jobManifestLocation),
    description: 'The manifest that the gateway has written for the new job.',
    resolve: ({ manifest }) =>
      toRecord<JobManifestLocation>(jobManifestLocation, manifestParameter(manifest).Location as JobManifestLocation),
  }),
  tasks: t.field({
    type: 'SafeInt',
    description:
      'The number of tasks of the new job. With an error at this path if rows of the report could not be read: those tasks do not run again.',
    ...free,
    authScopes: ({ job }, _, ctx) => mayRead(ctx, job),
    resolve: ({ manifest, plan }, _, ctx, info) => {
      if (typeof plan !== 'function' && plan.skipped.count > 0) {
        const [first] = plan.skipped.first;
        ctx.report(
          new ServiceUnavailableError(
            `${skippedMessage(plan.skipped)} Their tasks do not run again. ${first?.message ?? ''}`.trimEnd(),
          ),
          info,
        );
      }
      return manifest.tasks;
    },
  }),
  leftOut: t.field({
    type: [TaskFailureGroup],
    authScopes: ({ job }, _, ctx) => mayRead(ctx, job),
    description:
      'The failures that do not run again, the most frequent ones first, at most 1,000. If an earlier call with the same idempotency key has written the manifest, the report is read again: one GetObject call for manifest.json, and one for each 8 MiB of failed tasks.',
    ...costs({ calls: 2, service: 's3' }),
    resolve: async ({ old, plan }) => groupsOf(old, typeof plan === 'function' ? await plan() : plan),
  }),
}));
