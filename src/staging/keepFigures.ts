// Figures of kept retrievals, for metrics.
import { type KeepEnd, keepEnds } from './keptRetrieval.ts';

export interface KeepFigures {
  /** Those that are kept, but for the failing ones. */
  active: number;
  /** Those whose last start failed, and is tried again. */
  failing: number;
  /** Those that this gateway has ended, by reason. */
  ended: Readonly<Record<KeepEnd, number>>;
}

export const noEnds = (): Record<KeepEnd, number> =>
  Object.fromEntries(keepEnds.map((reason) => [reason, 0])) as Record<KeepEnd, number>;
