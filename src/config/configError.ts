// Faults of the configuration that keep the gateway from starting, one line each. The process then exits with code 2.
export class ConfigError extends Error {
  /** Whether the same configuration may be accepted later, as when a file cannot be read for a moment. */
  readonly mayPass: boolean;

  constructor(
    readonly faults: readonly string[],
    { mayPass = false }: { mayPass?: boolean } = {},
  ) {
    super(faults.join('\n'));
    this.mayPass = mayPass;
  }
}
