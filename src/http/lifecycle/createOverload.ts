// Load shedding. While the gateway's own work delays the event loop, new requests are rejected: those of the caller that uses
// most CPU time if one uses more than its share, else all. A heap that stays full after a garbage collection rejects new
// streams. A heap that is nearly exhausted ends the process.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';
import type { CpuBudget } from '../../limits/cpuBudget.ts';
import {
  createEventLoopMonitor,
  type EventLoopDelay,
  type LoopReadings,
} from '../../telemetry/createEventLoopMonitor.ts';

export interface Overload {
  /** New requests of anybody would wait too long. If a few callers are the cause, only those are refused instead. */
  readonly isOverloaded: boolean;
  /** There is no memory for long-lived streams. */
  readonly isMemoryLow: boolean;
  eventLoopDelay(): EventLoopDelay;
  close(): void;
}

export const memoryLow = 'The gateway is low on memory and accepts no new streams. Retry later.';

export interface OverloadOptions {
  cpu: CpuBudget;
  /** Called once, when the heap is nearly exhausted. */
  onMemoryExhausted(): void;
  log: Logger;
  maxEventLoopDelayMs: number;
  /** The used share of the heap limit. */
  heapInUse?: () => number;
  loopReadings?: LoopReadings | undefined;
}

/** The details of a garbage collection as Node reports them. */
type Collection = PerformanceEntry & { detail?: { kind?: number } };

/** One long turn of the loop can be an accident. */
const delayedWindows = 2;

const lowAbove = 0.85;
/** Hysteresis: below `lowAbove`, so that the state does not flap. */
const lowUntil = 0.8;
const exhaustedAbove = 0.94;

/** V8's limit includes the young generation (three times 16 MiB), which long-lived objects cannot use. */
const youngGenerationBytes = 48 * 2 ** 20;

const heapOfProcess = (): number => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / Math.max(limit - youngGenerationBytes, limit / 2);
};

export function createOverload({
  cpu,
  onMemoryExhausted,
  log,
  maxEventLoopDelayMs,
  heapInUse = heapOfProcess,
  loopReadings,
}: OverloadOptions): Overload {
  let windows = 0;
  let isMemoryLow = false;
  let isExhausted = false;

  const onWindow = ({ own }: EventLoopDelay) => {
    const wasDelayed = windows >= delayedWindows;
    windows = own > maxEventLoopDelayMs ? windows + 1 : 0;
    const isDelayed = windows >= delayedWindows;
    cpu.observeLoop(isDelayed);
    if (isDelayed && !wasDelayed) {
      log.warn({ milliseconds: Math.round(own) }, 'event loop delayed; rejecting new requests');
    }
    if (wasDelayed && !isDelayed) log.info('event loop no longer delayed; accepting requests');
  };
  const loop = createEventLoopMonitor(onWindow, loopReadings, (used) => cpu.charge(used));

  const checkHeap = () => {
    const inUse = heapInUse();
    const percent = Math.round(inUse * 100);
    if (isMemoryLow ? inUse < lowUntil : inUse > lowAbove) {
      isMemoryLow = !isMemoryLow;
      if (isMemoryLow) log.warn({ percent }, 'memory low; rejecting new streams');
      else log.info({ percent }, 'memory no longer low; accepting streams');
    }
    if (inUse <= exhaustedAbove || isExhausted) return;
    isExhausted = true;
    log.fatal({ percent }, 'memory exhausted');
    onMemoryExhausted();
  };
  // Between collections V8 fills the heap as it likes. Only what is left after a full one is in use.
  const collections = new PerformanceObserver((list) => {
    const kinds = list.getEntries().map((entry) => (entry as Collection).detail?.kind);
    if (kinds.includes(constants.NODE_PERFORMANCE_GC_MAJOR)) checkHeap();
  });
  collections.observe({ entryTypes: ['gc'] });

  return {
    get isOverloaded() {
      return windows >= delayedWindows && !cpu.isShedding;
    },
    get isMemoryLow() {
      return isMemoryLow;
    },
    eventLoopDelay: loop.delay,
    close: () => {
      loop.close();
      collections.disconnect();
    },
  };
}
