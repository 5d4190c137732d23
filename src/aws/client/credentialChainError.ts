// There are no AWS credentials. The message says why and what to do, and is for operators only.
import { type Environment, explainCredentialFailure, type SourceFailure } from './explainCredentialFailure.ts';

/** The name is that of the SDK for the same failure. */
export class CredentialChainError extends Error {
  override readonly name = 'CredentialsProviderError';

  private constructor(message: string, cause: unknown) {
    super(message, { cause });
  }

  static async of(failures: readonly SourceFailure[], env: Environment): Promise<CredentialChainError> {
    const { message, cause } = await explainCredentialFailure(failures, env);
    return new CredentialChainError(message, cause);
  }
}
