// Why there are no AWS credentials: one reason for each source. For operators only, because it names profiles and commands.

/** The name is that of the SDK for the same failure. */
export class CredentialChainError extends Error {
  override readonly name = 'CredentialsProviderError';

  constructor(readonly failures: readonly { source: string; error: unknown }[]) {
    super(failures.map(({ source, error }) => `${source}: ${reasonOf(error)}`).join('; '), {
      cause: failures.at(-1)?.error,
    });
  }
}

const longestReason = 500;

/** On one line, with the host of a connection that failed. */
function reasonOf(error: unknown): string {
  const { message, code, name, host } = error as NodeJS.ErrnoException & { host?: string };
  const words = (message || code || name || String(error)).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  const isNamed = host === undefined || words.includes(host);
  return words.slice(0, longestReason) + (isNamed ? '' : ` (${host})`);
}
