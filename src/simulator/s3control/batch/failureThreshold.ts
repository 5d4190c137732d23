/** AWS stops a job when this many tasks ran and more than half of them failed. */
export const THRESHOLD = 1000;

export const tooManyFailed = (run: number, failed: number): boolean => run >= THRESHOLD && failed * 2 > run;
