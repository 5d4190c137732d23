// What the process still takes when it has too much to do. A loop that is late answers no query that comes now; a heap that
// stays full after V8 has collected takes no further stream, and when it is all but full the process had better end.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';
import { createEventLoopMonitor, type EventLoopDelay } from '../../telemetry/createEventLoopMonitor.ts';

export interface Overload {
  /** The loop is late: who asks now would wait too long. */
  readonly isEventLoopDelayed: boolean;
  /** What stays, as a stream does, has no room. */
  readonly isMemoryLow: boolean;
  eventLoopDelay(): EventLoopDelay;
  close(): void;
}

export interface OverloadOptions {
  /** The heap is all but full; called once. */
  onMemoryExhausted(): void;
  log: Logger;
  /** How late a loop may be, in milliseconds. */
  maxEventLoopDelayMs: number;
  /** What of the heap is in use, of what it may be. */
  heapInUse?: () => number;
}

/** What Node says of a collection. */
type Collection = PerformanceEntry & { detail?: { kind?: number } };

/** One long turn is an accident; more are a state. */
const windowsInARow = 2;

const shortAbove = 0.85;
/** So that it is not short and not short in turn. */
const roomBelow = 0.8;
const exhaustedAbove = 0.94;

/** V8's limit counts the room for young objects too, which those that stay cannot take: three times 16 MiB. */
const youngBytes = 48 * 2 ** 20;

const heapOfProcess = (): number => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used / Math.max(limit - youngBytes, limit / 2);
};

export function createOverload({
  onMemoryExhausted: onExhausted,
  log,
  maxEventLoopDelayMs: latest,
  heapInUse = heapOfProcess,
}: OverloadOptions): Overload {
  let lateWindows = 0;
  let isShortOfMemory = false;
  let isExhausted = false;

  const loop = createEventLoopMonitor(({ max }) => {
    const wasBusy = lateWindows >= windowsInARow;
    lateWindows = max > latest ? lateWindows + 1 : 0;
    const isBusy = lateWindows >= windowsInARow;
    if (isBusy && !wasBusy)
      log.warn({ milliseconds: Math.round(max) }, 'the event loop is late; new requests are refused');
    if (wasBusy && !isBusy) log.info('the event loop is in time again');
  });

  const lookAtHeap = () => {
    const inUse = heapInUse();
    const percent = Math.round(inUse * 100);
    if (isShortOfMemory ? inUse < roomBelow : inUse > shortAbove) {
      isShortOfMemory = !isShortOfMemory;
      if (isShortOfMemory) log.warn({ percent }, 'the heap is almost full; new streams are refused');
      else log.info({ percent }, 'the heap has room again');
    }
    if (inUse <= exhaustedAbove || isExhausted) return;
    isExhausted = true;
    log.fatal({ percent }, 'the heap is full');
    onExhausted();
  };
  // Between collections the heap is as full as V8 lets it be; only what is left after a whole one is in use.
  const collections = new PerformanceObserver((list) => {
    const kinds = list.getEntries().map((entry) => (entry as Collection).detail?.kind);
    if (kinds.includes(constants.NODE_PERFORMANCE_GC_MAJOR)) lookAtHeap();
  });
  collections.observe({ entryTypes: ['gc'] });

  return {
    get isEventLoopDelayed() {
      return lateWindows >= windowsInARow;
    },
    get isMemoryLow() {
      return isShortOfMemory;
    },
    eventLoopDelay: loop.delay,
    close: () => {
      loop.close();
      collections.disconnect();
    },
  };
}
