// What programs import as 'glacier-graphql/simulator': the simulator in their own process, with its clock and faults as functions.
// dist/startSimulator.d.ts declares it, so what it exports names no type of a package.
import { createClock } from '../../core/clock.ts';
import type { EventFault } from '../emission/eventFaults.ts';
import { parseEventFaults } from '../emission/parseEventFaults.ts';
import type { Fault } from '../http/fault.ts';
import { parseFaults } from '../http/parseFaults.ts';
import type { ConfiguredResult } from '../s3control/tasks/configuredResult.ts';
import { parseTaskRules } from '../s3control/tasks/parseTaskRules.ts';
import { replaceTaskRules } from '../s3control/tasks/replaceTaskRules.ts';
import type { Seed } from '../seeds.ts';
import { startSimulator as startWorld } from '../startSimulator.ts';
import type { Account } from './account.ts';
import { createAccount } from './createAccount.ts';

export type { Account, ConfiguredResult, EventFault, Fault };

export interface SimulatorOptions {
  /** Default: a free port. */
  port?: number;
  /** The address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** 'demo' has vaults, jobs and buckets of every kind. 'statuses' adds a Batch job of each operation in each status. Default: 'empty'. */
  seed?: Seed;
  /** Simulated seconds in each real second. Default: 0, a clock that only moves when it is advanced. */
  speed?: number;
  /** The simulated time at the start. Default: now. */
  startAt?: Date;
  /** Whether new jobs keep starting in the demo world. Default: false, so that a test knows all jobs. */
  startsJobs?: boolean;
  /** Size of the vault archive-of-millions. Default: 0, without that vault. */
  archives?: number;
  /** Hours for which a finished vault job is kept, at least 24. Default: a year. */
  jobRetentionHours?: number;
  /** Further host names that clients use; with a dot in front, all that end in it. Default: none. */
  allowedHosts?: readonly string[];
  /** Hosts, besides this machine, that SNS may post to. Default: none. */
  callbackHosts?: readonly string[];
}

/** A span of simulated time: the sum of its members. */
export interface Span {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

/** All accounts share it, and it never goes back. */
export interface SimulatorClock {
  /** Simulated seconds in each real second. */
  readonly speed: number;
  now(): Date;
  /** Moves the time forward. What falls due is done with the next request. */
  advance(span: Span): void;
  /** Calls back after each move, with its milliseconds, also after one by the control endpoint. Returns a function that ends it. */
  onAdvance(callback: (milliseconds: number) => void): () => void;
}

export interface Simulator {
  /** The endpoint for the clients of AWS, for example http://127.0.0.1:43210. */
  readonly url: string;
  /** The certificate of SNS's signing key, as PEM. */
  readonly certificateUrl: string;
  readonly clock: SimulatorClock;
  /** An account that nobody else has, with credentials for clients. */
  createAccount(): Account;
  /** Adds a fault in all accounts, unless it names one. Returns a function that removes it. Throws if a member is wrong. */
  injectFault(fault: Fault): () => void;
  /** Removes the faults of all accounts. */
  clearFaults(): void;
  /** Faults of the delivery of events, in place of those before. */
  setEventFaults(faults: readonly EventFault[]): void;
  /** Results of tasks of Batch jobs, in place of those before. The first that matches a task decides. */
  setTaskResults(results: readonly ConfiguredResult[]): void;
  /** Subscribes an URL or a queue's ARN to a topic of SNS, as if the subscription was confirmed. */
  subscribe(topicArn: string, endpoint: string): void;
  /** The number of calls since the start or the last reset, by operation: { 'glacier.ListJobs': 3 }. */
  calls(): Record<string, number>;
  /** Resets the numbers of calls of all accounts. */
  resetCalls(): void;
  /** Ends the connections too. */
  close(): Promise<void>;
}

const units: Record<keyof Span, number> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
};

/** Rejects if it cannot listen. */
export async function startSimulator({
  speed = 0,
  startAt,
  seed = 'empty',
  ...options
}: SimulatorOptions = {}): Promise<Simulator> {
  const moves = new Set<(milliseconds: number) => void>();
  const real = createClock({ speed, ...(startAt ? { startAt: startAt.getTime() } : {}) });
  const clock: typeof real = {
    ...real,
    advance: (milliseconds) => {
      real.advance(milliseconds);
      for (const callback of moves) callback(milliseconds);
    },
  };
  const { url, certificateUrl, world, faults, calls, close } = await startWorld({ ...options, seed, clock });
  const injectFault = (fault: Fault) => {
    const [checked] = parseFaults(JSON.stringify([fault]));
    return checked ? faults.add(checked) : () => undefined;
  };
  return {
    url,
    certificateUrl,
    clock: {
      speed,
      now: () => new Date(clock.now()),
      advance: (span) => clock.advance(millisecondsOf(span)),
      onAdvance: (callback) => {
        moves.add(callback);
        return () => moves.delete(callback);
      },
    },
    createAccount: () => createAccount({ world, faults, calls, injectFault }),
    injectFault,
    clearFaults: () => faults.clear(),
    setEventFaults: (list) => {
      world.eventFaults = parseEventFaults(JSON.stringify(list));
    },
    setTaskResults: (results) => replaceTaskRules(parseTaskRules(JSON.stringify(results)), world),
    subscribe: (topicArn, endpoint) => void world.addSubscription(world.addTopic(topicArn), endpoint, 'confirmed'),
    calls: () => calls.counts,
    resetCalls: () => calls.reset(),
    close,
  };
}

function millisecondsOf(span: Span): number {
  let sum = 0;
  for (const [unit, value] of Object.entries(span)) {
    if (!Object.hasOwn(units, unit)) throw new TypeError(`advance takes ${Object.keys(units).join(', ')}, not ${unit}`);
    if (!(Number.isFinite(value) && value >= 0))
      throw new RangeError(`advance: ${unit} must be a number of at least 0`);
    sum += value * units[unit as keyof Span];
  }
  return sum;
}
