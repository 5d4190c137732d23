// Why there are no AWS credentials, as a sentence that says what to do: about the first source that is configured, or about
// all sources if none is. For operators only, because it names profiles and commands.
import { reasonOf } from '../../core/reasonOf.ts';
import { CredentialProcessError } from './credentialProcess.ts';
import { profileFiles, sharedProfiles, unreadableFiles } from './sharedProfiles.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const sources = {
  environment: 'environment variables',
  profile: 'profile',
  webIdentity: 'web identity token',
  container: 'container',
  instance: 'instance metadata',
} as const;

export interface SourceFailure {
  source: keyof typeof sources;
  /** What the SDK throws is not always an error of its own. */
  error: unknown;
}

const nothingFound =
  'No AWS credentials were found: set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where AWS provides them.';

/** The message, and the error that it is about. */
export async function explainCredentialFailure(
  failures: readonly SourceFailure[],
  env: Environment,
): Promise<{ message: string; cause: unknown }> {
  for (const failure of failures) {
    const sentence = await explain(failure, env);
    if (sentence === null) continue;
    const others = failures.filter((other) => other !== failure);
    const message = others.length === 0 ? sentence : `${sentence} (${reasonsOf(others, env)})`;
    return { message, cause: failure.error };
  }
  return { message: `${nothingFound} (${reasonsOf(failures, env)})`, cause: failures.at(-1)?.error };
}

const reasonsOf = (failures: readonly SourceFailure[], env: Environment): string =>
  failures
    .map(({ source, error }) => `${source === 'profile' ? nameOf(env) : sources[source]}: ${reasonOf(error)}`)
    .join('; ');

const profileIn = (env: Environment): string => env['AWS_PROFILE'] || 'default';
const nameOf = (env: Environment): string => `profile ${profileIn(env)}`;

/** Null for a source that is not configured. */
async function explain({ source, error }: SourceFailure, env: Environment): Promise<string | null> {
  if (source === 'profile') return explainProfile(profileIn(env), error, env);
  if (source === 'webIdentity') return explainWebIdentity(error, env);
  if (source === 'environment') {
    const [set, missing] = env['AWS_ACCESS_KEY_ID']
      ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
      : ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];
    return `${set} is set without ${missing}. Set both, or none of them.`;
  }
  if (source === 'instance') return null;
  const variable = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'].find(
    (name) => env[name],
  );
  return `The credentials of the container (${variable}) could not be read: ${reasonOf(error)}.`;
}

function explainWebIdentity(error: unknown, env: Environment): string {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: path, AWS_ROLE_ARN: role } = env;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!role) return 'AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN. Set both.';
  if (syscall === 'open' || syscall === 'read') return `AWS_WEB_IDENTITY_TOKEN_FILE ${path} cannot be read (${code}).`;
  const refused = refusalIn(error);
  return refused === null
    ? `STS could not be asked for the role of the web identity token: ${reasonOf(error)}.`
    : `STS refused the web identity token for AWS_ROLE_ARN ${role}: ${refused}. Check the token and the trust policy of the role.`;
}

async function explainProfile(profile: string, error: unknown, env: Environment): Promise<string | null> {
  const reason = reasonOf(error);
  const [, unresolved] = /Could not resolve credentials using profile: \[(.*)\]/.exec(reason) ?? [];
  if (unresolved !== undefined) return explainUnresolved(profile, unresolved, env);
  if (error instanceof CredentialProcessError) return error.message;
  const option = profile === 'default' ? '' : ` --profile ${profile}`;
  if (/\baws login\b/.test(reason)) return `The session of profile ${profile} has ended: run "aws login${option}".`;
  if (/\baws sso login\b|UnauthorizedException|Token is expired/i.test(reason)) {
    const state = /expired/i.test(reason) ? 'has expired' : 'is missing or no longer valid';
    return `The SSO session of profile ${profile} ${state}: run "aws sso login${option}".`;
  }
  if (/multi-factor|\bMFA\b/.test(reason)) {
    return `Profile ${profile} needs an MFA code, for which a server cannot ask. Use a profile with temporary credentials.`;
  }
  const refused = refusalIn(error);
  if (refused !== null) {
    return `STS refused the role of profile ${profile}: ${refused}. Check its source credentials and the trust policy of the role.`;
  }
  return `Profile ${profile} gave no credentials: ${reason}.`;
}

/** Null if there is neither AWS_PROFILE nor a default profile. */
async function explainUnresolved(profile: string, missing: string, env: Environment): Promise<string | null> {
  const [unreadable] = await unreadableFiles(env);
  if (unreadable !== undefined) return unreadable;
  const profiles = await sharedProfiles();
  const role = missing === profile ? '' : `, the source_profile of ${profile},`;
  if (Object.hasOwn(profiles, missing)) {
    return missing === profile && !env['AWS_PROFILE']
      ? null
      : `Profile ${missing}${role} has no credentials: it needs keys, a role, an SSO session or a credential_process.`;
  }
  if (missing === profile && !env['AWS_PROFILE']) return null;
  const known = Object.keys(profiles).slice(0, mostNamed).join(', ') || 'none';
  return `Profile ${missing}${role} does not exist in ${profileFiles(env).join(' or ')}. Profiles there: ${known}.`;
}

const mostNamed = 20;

/** The error of AWS as a string; null if AWS has not answered. */
function refusalIn(error: unknown): string | null {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === undefined ? null : `${name}: ${reasonOf(error)}`;
}
