// How much one operation may read: jobs of a source, and pages of AWS's lists.

export interface ReadLimit {
  /** Takes as many of these jobs as there is room for. */
  take(jobs: number): number;
  /** Whether there is room for another job. */
  hasRoom(): boolean;
  /** Takes one call; false if none is left. */
  takeCall(): boolean;
}

/** `takeCall` counts for all sources of an operation together. */
export function createReadLimit(maxJobs: number, takeCall: () => boolean): ReadLimit {
  let room = maxJobs;
  return {
    take: (jobs) => {
      const granted = Math.min(room, jobs);
      room -= granted;
      return granted;
    },
    hasRoom: () => room > 0,
    takeCall,
  };
}
