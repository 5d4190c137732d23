// Plan of a job that a caller created: decided by the job's id and by words in the names of its request, so that a client
// can ask for any outcome. The words, in the manifest's ARN or ETag or anywhere in the manifest generator:
//
//   wrong-etag, forbidden, no-such-manifest, bad-manifest   the manifest cannot be used, the job fails
//   no-matching-keys                                        the generator finds no object, the job fails
//   half-fail                                               60 of 100 tasks fail: AWS stops the job after 1,000 tasks
//   some-fail                                               2 of 100 tasks fail: Complete, with failed tasks
//   five-errors                                             2 of 100 tasks fail, with five kinds of errors
//   tasks-N                                                 the job has N tasks
//
// In the bucket of the report: `forbidden`, which fails the job after its tasks have run.
import { writeExactJson } from '../../codec/exactJson.ts';
import { DAY, MINUTE } from '../../world/durations.ts';
import { fractionOf } from '../../world/random.ts';
import type { BatchFault, BatchPlan, BatchRequest } from './batchJob.ts';
import { reportRefused } from './batchOutcome.ts';

const SECOND = 1000;

/** AWS publishes no such times. At 60 simulated seconds a second, these make every status visible. */
export const defaultStatusDurations: BatchPlan['statusDurations'] = {
  New: 10 * SECOND,
  Preparing: MINUTE,
  Suspended: 30 * DAY,
  Ready: 10 * SECOND,
  Pausing: 30 * SECOND,
  Completing: 30 * SECOND,
  Failing: 30 * SECOND,
  Cancelling: MINUTE,
};

/** AWS accepts up to 20 billion objects a job. */
const MOST_TASKS = 20_000_000_000;

export function batchPlan(jobId: string, request: BatchRequest): BatchPlan {
  const { ManifestGenerator, Report } = request;
  const source = sourceOf(request);
  const tasks = tasksOf(jobId, source);
  return {
    tasks,
    failedTasks: Math.ceil(tasks * failingShare(source)),
    taskErrors: source.includes('five-errors') ? 'five' : 'one',
    activeFor: Math.round((5 + 25 * fractionOf(`${jobId} duration`)) * MINUTE),
    statusDurations: defaultStatusDurations,
    fault: manifestFault(source, ManifestGenerator !== undefined) ?? reportFault(Report),
  };
}

/** Whether a word of the request's source of objects chooses the outcome. */
export function hasWord(request: BatchRequest): boolean {
  const source = sourceOf(request);
  return tasksWord.test(source) || words.some((word) => source.includes(word));
}

const tasksWord = /tasks-(\d{1,12})/;

const sourceOf = ({ Manifest, ManifestGenerator }: BatchRequest): string =>
  writeExactJson(Manifest?.Location ?? ManifestGenerator ?? {});

function tasksOf(jobId: string, source: string): number {
  const asked = Number(tasksWord.exec(source)?.[1] ?? 0);
  if (asked > 0) return Math.min(asked, MOST_TASKS);
  // Enough tasks to reach the failure threshold if half of them fail.
  return 1000 + Math.floor(9000 * fractionOf(`${jobId} tasks`));
}

function failingShare(source: string): number {
  if (source.includes('half-fail')) return 0.6;
  return source.includes('some-fail') || source.includes('five-errors') ? 0.02 : 0;
}

const manifestFaults: Record<string, [code: string, reason: string]> = {
  'wrong-etag': ['ManifestETagMismatch', 'The ETag of the manifest object is not the one specified for the job'],
  forbidden: ['ManifestReadForbidden', 'Reading the manifest is forbidden: AccessDenied'],
  'no-such-manifest': ['ManifestNotFound', 'The manifest object does not exist'],
  'bad-manifest': ['InvalidManifestContent', 'Required fields are missing in the schema: Bucket, Key'],
};

const words = [...Object.keys(manifestFaults), 'no-matching-keys', 'half-fail', 'some-fail', 'five-errors'];

function manifestFault(source: string, isGenerated: boolean): BatchFault | undefined {
  if (isGenerated && source.includes('no-matching-keys')) return noMatchingKeys;
  for (const [word, [FailureCode, FailureReason]] of Object.entries(manifestFaults)) {
    if (source.includes(word)) return { at: 'manifest', failure: { FailureCode, FailureReason } };
  }
  return undefined;
}

const noMatchingKeys: BatchFault = {
  at: 'manifest',
  failure: {
    FailureCode: 'ManifestGenerationFoundNoKeys',
    FailureReason: 'Manifest generation found no keys matching the filter criteria',
  },
};

function reportFault(report: BatchRequest['Report']): BatchFault | undefined {
  if (!report?.Enabled || !report.Bucket?.includes('forbidden')) return undefined;
  return { at: 'report', failure: reportRefused };
}
