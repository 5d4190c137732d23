// Record of a Batch job: the request, the actions of callers since, and the plan by which the clock moves it on. Status,
// counters and dates are derived.
import type { CreateJobRequest, JobFailure, JobStatus } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import type { JobRun } from '../tasks/jobRun.ts';
import type { TaskErrors } from './taskErrors.ts';

export interface BatchJob {
  id: string;
  createdAt: number;
  request: BatchRequest;
  plan: BatchPlan;
  /** Of a job whose manifest the simulator has, or can generate. The plan of such a job knows its tasks once the manifest is read. */
  run?: JobRun | undefined;
  /** Jobs of one queue run one at a time, by priority. A job without a queue runs alone. */
  queue: string | undefined;
  /** In chronological order. */
  actions: readonly RecordedBatchAction[];
  tags: Map<string, string>;
  statusUpdateReason: string | undefined;
}

/** The members of CreateJob that DescribeJob returns. */
export type BatchRequest = Pick<
  Decoded<CreateJobRequest>,
  | 'ConfirmationRequired'
  | 'Description'
  | 'Manifest'
  | 'ManifestGenerator'
  | 'Operation'
  | 'Priority'
  | 'Report'
  | 'RoleArn'
>;

export type RecordedBatchAction = { at: number; order: number } & BatchAction;
export type BatchAction = { kind: 'confirm' | 'cancel' } | { kind: 'priority'; priority: number };

/** A status that ends without an action. */
export type PassingStatus = Extract<
  JobStatus,
  'New' | 'Preparing' | 'Suspended' | 'Ready' | 'Pausing' | 'Completing' | 'Failing' | 'Cancelling'
>;

export interface BatchPlan {
  tasks: number;
  /** The number of tasks that fail, spread evenly over all tasks. */
  failedTasks: number;
  /** How they fail. Default: `one`. */
  taskErrors?: TaskErrors;
  /** How long all tasks take, in milliseconds in the status Active. */
  activeFor: number;
  /** How long each transient status lasts, at least, for Ready; Infinity to stay in it. */
  statusDurations: Readonly<Record<PassingStatus, number>>;
  fault: BatchFault | undefined;
}

/** A manifest failure ends the job before its tasks, a report failure after them. */
export interface BatchFault {
  at: 'manifest' | 'report';
  failure: JobFailure;
}
