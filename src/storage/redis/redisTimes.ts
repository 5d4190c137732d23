// How long instances wait for their Redis and for each other, in milliseconds.

export interface RedisTimes {
  /** A command without an answer fails after it. */
  command: number;
  /** The same for what a caller waits for and can do without. */
  soon: number;
  /** A read of the shared cache is a miss after it: no longer than an AWS call takes. */
  cacheRead: number;
  /** A server that is silent for so long is connected to again. */
  silence: number;
  /** Between the heartbeats of a watch. */
  heartbeat: number;
  /** An instance that is paused for less keeps the lease of a watch. */
  lease: number;
  /** The jobs that only a silent instance wants are polled for so long. */
  interest: number;
  /** An instance waits for what another one reads of a list for so long. Then it reads the list itself. */
  listWait: number;
  /** An instance that has not read a list after it no longer keeps others waiting. */
  listLease: number;
  /** Between two looks for notifications that another instance has added or left. */
  outboxPoll: number;
}

export const redisTimes: RedisTimes = {
  command: 1_000,
  soon: 100,
  cacheRead: 250,
  silence: 3_000,
  heartbeat: 1_000,
  lease: 4_000,
  interest: 10_000,
  listWait: 1_000,
  listLease: 5_000,
  outboxPoll: 2_000,
};
