// SIGHUP reads the configured files again. In a terminal, it says that the terminal was closed: see shutdownOnSignal.ts.

export interface Hangups {
  /** Called for each SIGHUP from now on, and once for those that came before. */
  attach(reload: () => Promise<void>): void;
}

/** From now on, SIGHUP does not end the process. */
export function reloadOnSignal(inTerminal: boolean): Hangups {
  let reload: (() => Promise<void>) | null = null;
  let isMissed = false;
  if (!inTerminal) {
    process.on('SIGHUP', () => {
      if (reload) void reload();
      else isMissed = true;
    });
  }
  return {
    attach: (reloadNow) => {
      reload = reloadNow;
      if (isMissed) void reloadNow();
    },
  };
}
