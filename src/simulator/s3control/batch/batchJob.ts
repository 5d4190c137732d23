// A job of S3 Batch Operations as callers made it: what they asked, what they did to it since, and the plan by which the clock
// moves it on. Status, counters and dates are not here: they follow from this.
import type { CreateJobRequest, JobFailure, JobStatus } from '@aws-sdk/client-s3-control';

export interface BatchJob {
  id: string;
  createdAt: number;
  request: BatchRequest;
  plan: BatchPlan;
  /** Jobs of one queue run one at a time, by priority; a job without a queue runs by itself. */
  queue: string | undefined;
  /** In the order in which they happened. */
  actions: readonly BatchAction[];
  tags: Map<string, string>;
  statusUpdateReason: string | undefined;
}

/** What CreateJob was asked and DescribeJob gives back. */
export type BatchRequest = Pick<
  CreateJobRequest,
  | 'ConfirmationRequired'
  | 'Description'
  | 'Manifest'
  | 'ManifestGenerator'
  | 'Operation'
  | 'Priority'
  | 'Report'
  | 'RoleArn'
>;

export type BatchAction = { at: number; order: number } & BatchDeed;
export type BatchDeed = { kind: 'confirm' | 'cancel' } | { kind: 'priority'; priority: number };

/** A status that ends by itself. */
export type PassingStatus = Extract<
  JobStatus,
  'New' | 'Preparing' | 'Suspended' | 'Ready' | 'Pausing' | 'Completing' | 'Failing' | 'Cancelling'
>;

export interface BatchPlan {
  tasks: number;
  /** How many of all the tasks fail, spread evenly. */
  failedTasks: number;
  /** How long all the tasks take, in milliseconds of being Active. */
  activeFor: number;
  /** How long each passing status lasts, Ready at the least; Infinity to stay there. */
  stays: Readonly<Record<PassingStatus, number>>;
  fault: BatchFault | undefined;
}

/** Trouble with the manifest ends the job before its tasks, trouble with the report after them. */
export interface BatchFault {
  at: 'manifest' | 'report';
  failure: JobFailure;
}
