// What became of the reloads of configured files, for metrics.

export interface ReloadFigures {
  /** How often the files were applied, and how often they were rejected for a fault. */
  applied: number;
  rejected: number;
  /** When the files were read without a fault last, in milliseconds since 1970: at first, the start. */
  lastSuccessAt: number;
}

export const newReloadFigures = (now: number): ReloadFigures => ({ applied: 0, rejected: 0, lastSuccessAt: now });
