// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
// The credential_process of a profile. The SDK's own provider drops the exit code, and takes an Expiration that is no time.
import { type ExecException, exec } from 'node:child_process';
import type { Profile } from '@smithy/core/config';
import type { AwsCredentialIdentity } from '@smithy/types';
import * as z from 'zod/mini';
import { systemClock } from '../../core/clock.ts';
import { parseJson } from '../../core/parseJson.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import { hideKeys } from './hideKeys.ts';

/** The message is a sentence for the operator. Name and tryNextLink are those of the SDK's own error: the next source is asked. */
export class CredentialProcessError extends Error {
  override readonly name = 'CredentialsProviderError';
  readonly tryNextLink = true;

  constructor(profile: string, reason: string) {
    super(`The credential_process of profile ${profile} ${reason}.`);
  }
}

/** The order of the SDK: a profile with other credentials does not run its process. */
export function processOf(profile: Profile | undefined): string | null {
  if (profile?.['credential_process'] === undefined) return null;
  const { role_arn: role, source_profile: source, credential_source: credentials } = profile;
  const isRole = role !== undefined && (source !== undefined || credentials !== undefined);
  const isStatic = profile['aws_access_key_id'] !== undefined && profile['aws_secret_access_key'] !== undefined;
  const isWebIdentity = role !== undefined && profile['web_identity_token_file'] !== undefined;
  return isRole || isStatic || isWebIdentity ? null : profile['credential_process'];
}

const text = z.string().check(z.minLength(1));
const output = z.object({
  Version: z.literal(1),
  AccessKeyId: text,
  SecretAccessKey: text,
  SessionToken: z.optional(text),
  Expiration: z.optional(z.iso.datetime({ offset: true })),
  AccountId: z.optional(text),
});

const allowed: Record<string, string> = {
  Version: 'the number 1',
  Expiration: 'a time such as 2027-01-31T00:00:00Z',
};

export async function credentialProcess(
  profile: string,
  command: string,
  accountId: string | undefined,
): Promise<AwsCredentialIdentity> {
  const printed = await run(profile, command);
  const value = parseJson(printed.trim());
  if (value === undefined) throw new CredentialProcessError(profile, 'did not print JSON');
  const parsed = output.safeParse(value);
  if (!parsed.success) {
    const [member] = parsed.error.issues[0]?.path ?? [];
    const reason =
      member === undefined
        ? 'did not print a JSON object'
        : `printed JSON whose ${String(member)} is missing or invalid. Allowed: ${allowed[String(member)] ?? 'a string that is not empty'}`;
    throw new CredentialProcessError(profile, reason);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId = accountId } = parsed.data;
  const expiration = Expiration === undefined ? undefined : new Date(Expiration);
  if (expiration && expiration.getTime() <= systemClock.now()) {
    throw new CredentialProcessError(profile, `printed credentials that expired at ${expiration.toISOString()}`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(expiration === undefined ? {} : { expiration }),
    ...(AccountId === undefined ? {} : { accountId: AccountId }),
  };
}

/** What the command prints. It runs in a shell, as with the SDK. */
const run = (profile: string, command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    exec(command, (error, stdout, stderr) => {
      if (error) reject(new CredentialProcessError(profile, `failed ${howOf(error)}${saidIn(stderr)}`));
      else resolve(stdout);
    });
  });

const howOf = ({ code, signal, message }: ExecException): string => {
  if (signal) return `by signal ${signal}`;
  return typeof code === 'number' ? `with exit code ${code}` : `(${code ?? message})`;
};

const saidIn = (stderr: string): string => (stderr.trim() === '' ? '' : `: ${reasonOf(new Error(hideKeys(stderr)))}`);
