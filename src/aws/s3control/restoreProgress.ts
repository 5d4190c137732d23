// What is known of the objects that a restore job has requested. The job itself ends when it has requested the restores.
import type { ErrorCode } from '../../core/errors.ts';

/**
 * REQUESTED: the job is still requesting restores, and S3 does not show one yet. LUKEWARM: readable, but the copy ends too soon to be
 * used. NOT_RESTORED: archived, and no restore works on it. OTHER: S3 reports what this gateway does not know.
 */
export const restoreStates = [
  'REQUESTED',
  'IN_PROGRESS',
  'READABLE',
  'LUKEWARM',
  'NOT_RESTORED',
  'MISSING',
  'OTHER',
] as const;
export type RestoreState = (typeof restoreStates)[number];

export interface RestoreProgress {
  /** Tasks of the job that succeeded; null if AWS does not report them. */
  readonly requested: number | null;
  /** The objects whose state is known, by state. */
  readonly counts: Readonly<Record<RestoreState, number>>;
  /** The number of these objects. */
  readonly checked: number;
  /** Whether they are all objects of the manifest. */
  readonly isWhole: boolean;
  /** The time of the oldest of these states; null if there is none. */
  readonly asOf: Date | null;
  /** When the objects that are not readable yet are likely to be; null if there are none, or no estimate is possible. */
  readonly expectedReadable: { readonly earliest: Date; readonly latest: Date } | null;
  /** When the first of the readable copies ends; null if none ends. */
  readonly readableUntil: Date | null;
  /** Whether no object can become readable any more by this job. */
  readonly isSettled: boolean;
  /** The buckets of the manifest and of the objects. */
  readonly buckets: readonly string[];
  /** Why objects could not be read; null if all could. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null;
}
