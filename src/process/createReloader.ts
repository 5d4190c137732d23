// Reads the configured files again, on demand and when they have changed. All of them are applied together or, if one has a
// fault, none: then the gateway goes on with what it has. A change counts when two checks in a row see the same files, so that
// one that is being written is not read. A failure that may pass is tried again at the next check; a faulty file is not, until
// it changes.
import type { Logger } from 'pino';
import { ConfigError } from '../config/configError.ts';
import { type Clock, steadyClock, systemClock } from '../core/clock.ts';
import type { ReloadFigures } from '../telemetry/reloadFigures.ts';
import { fileSignature } from './fileSignature.ts';

export interface ReloaderOptions {
  paths: readonly string[];
  /** Of these files before they were read at the start. */
  signature: string;
  /** Between checks, in seconds; 0 for none. */
  intervalSeconds: number;
  /** Reads all files and applies them. Rejects with a ConfigError, and without effect, if one has a fault. Returns what changed. */
  reload(): Promise<readonly string[]>;
  figures: ReloadFigures;
  log: Logger;
  /** Of the checks; real time if omitted. */
  clock?: Clock;
}

export interface Reloader {
  /** Reads the files now. One that is called meanwhile reads them once more. */
  reload(): Promise<void>;
  close(): void;
}

/** Files that change while they are read are read again, so often at most. */
const maxReadings = 5;

export function createReloader(options: ReloaderOptions): Reloader {
  const { paths, intervalSeconds, figures, log, clock = steadyClock } = options;
  let applied = options.signature;
  let lastSeen = applied;
  let isClosed = false;
  let cancelCheck = () => {};
  let running: Promise<void> | null = null;
  let mustRunAgain = false;
  /** Null after a reload. */
  let failure: { mayPass: boolean; text: string } | null = null;

  const reloadOnce = async (): Promise<void> => {
    try {
      const changed = new Set<string>();
      for (let readings = 0; readings < maxReadings; readings += 1) {
        // Before the reading: what changes after it is found by the next check.
        applied = await fileSignature(paths);
        for (const part of await options.reload()) changed.add(part);
        if ((await fileSignature(paths)) === applied) break;
      }
      figures.applied += 1;
      figures.lastSuccessAt = systemClock.now();
      failure = null;
      log.info({ files: paths.length, changed: [...changed] }, 'configuration reloaded');
    } catch (error) {
      figures.rejected += 1;
      const isFault = error instanceof ConfigError;
      const next = { mayPass: !isFault || error.mayPass, text: String(error) };
      // Not again with each check.
      const isKnown = failure?.mayPass === true && failure.text === next.text;
      failure = next;
      if (isKnown) return;
      const reasons = isFault ? { faults: error.faults } : { err: error };
      log.error(reasons, 'configuration not reloaded: the gateway keeps the one that it has');
    }
  };

  const runAll = async (): Promise<void> => {
    while (mustRunAgain && !isClosed) {
      mustRunAgain = false;
      await reloadOnce();
    }
    running = null;
  };

  const reload = (): Promise<void> => {
    mustRunAgain = true;
    running ??= runAll();
    return running;
  };

  const check = async (): Promise<void> => {
    const seen = await fileSignature(paths);
    const isSettled = seen === lastSeen;
    lastSeen = seen;
    if (isSettled && (seen !== applied || failure?.mayPass)) await reload();
    schedule();
  };

  const schedule = (): void => {
    if (!isClosed) cancelCheck = clock.after(intervalSeconds * 1000, () => void check());
  };

  if (intervalSeconds > 0 && paths.length > 0) schedule();

  return {
    reload,
    close: () => {
      isClosed = true;
      cancelCheck();
    },
  };
}
