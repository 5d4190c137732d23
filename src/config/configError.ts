// Faults of the configuration that keep the gateway from starting, one line each. The process then exits with code 2.
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}
