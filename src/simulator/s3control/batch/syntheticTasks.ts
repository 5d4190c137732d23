// Tasks of a job whose manifest the simulator does not have. Objects and results are functions of a task's number: nothing is read,
// and no object changes.
import type { BatchJob } from './batchJob.ts';
import { failedOf } from './batchOutcome.ts';
import type { BatchTask, BatchTasks } from './batchTasks.ts';
import { syntheticMessage } from './syntheticMessage.ts';
import { errorCycle, taskError } from './taskErrors.ts';

/** Names no bucket of the simulator, so that a job that retries these tasks acts on nothing, and succeeds. */
const BUCKET = 'footage-archive';

/** The first `count` tasks. */
export function syntheticTasks({ plan, request }: BatchJob, count: number): BatchTasks {
  const failedBefore = (index: number): number => failedOf(plan, index);
  const bucket = bucketOf(request.ManifestGenerator?.S3JobManifestGenerator?.SourceBucket) ?? BUCKET;
  const hasVersions = request.Manifest?.Spec?.Fields?.includes('VersionId') ?? false;
  const messageOf = syntheticMessage(request.Operation);
  return {
    count,
    failedBefore,
    // Names, version ids and messages have constant lengths.
    rowCycle: errorCycle(plan.taskErrors ?? 'one'),
    task: (index): BatchTask => ({
      bucket,
      encodedKey: `reels/take%20${String(index).padStart(11, '0')}.mxf`,
      versionId: hasVersions ? versionIdOf(index) : undefined,
    }),
    result: (index) => {
      const before = failedBefore(index);
      if (failedBefore(index + 1) > before) return taskError(plan.taskErrors ?? 'one', before);
      return { status: 'succeeded', httpStatusCode: 200, errorCode: '', message: messageOf(index) };
    },
  };
}

const bucketOf = (arn: string | undefined): string | undefined => arn?.split(':::')[1];

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.';

/** 32 characters, as S3's ids have them. */
function versionIdOf(index: number): string {
  let state = (index ^ 0x9e3779b9) >>> 0;
  let id = '';
  while (id.length < 32) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    id += alphabet[state >>> 26];
  }
  return id;
}
