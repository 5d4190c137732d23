// Why there are no AWS credentials: one reason for each source. For operators only, because it names profiles and commands.
import { reasonOf } from '../../core/reasonOf.ts';

/** The name is that of the SDK for the same failure. */
export class CredentialChainError extends Error {
  override readonly name = 'CredentialsProviderError';

  constructor(readonly failures: readonly { source: string; error: unknown }[]) {
    super(failures.map(({ source, error }) => `${source}: ${reasonOf(error)}`).join('; '), {
      cause: failures.at(-1)?.error,
    });
  }
}
