/** What the world has at the start: the demo world, the same with a Batch job of each operation in each status, or accounts alone. */
export const seeds = ['demo', 'statuses', 'empty'] as const;
export type Seed = (typeof seeds)[number];
