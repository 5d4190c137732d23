// https://docs.aws.amazon.com/amazonglacier/latest/dev/configuring-notifications.html
// The notification that Glacier publishes when a vault's job ends. Only the job is read: the outcome is read from AWS.
import { readStartToken } from '../aws/glacier/startToken.ts';
import { type GlacierJobKey, vaultArn } from '../core/location.ts';
import { parseJson } from '../core/parseJson.ts';

export interface JobNotice {
  job: GlacierJobKey;
  /** The token of a start by a gateway; null if there is none. */
  startToken: string | null;
}

/** Null for any other text: a topic may have other publishers. */
export function parseJobNotice(text: string): JobNotice | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  const { Completed: completed, JobId: jobId, VaultARN: arn, JobDescription } = value as Record<string, unknown>;
  if (completed !== true || typeof arn !== 'string' || typeof jobId !== 'string') return null;
  if (!/^[\w-]{1,255}$/.test(jobId)) return null;
  const [, region, accountId, vaultName] =
    /^arn:[a-z-]+:glacier:([a-z0-9-]+):(\d{12}):vaults\/([\w.-]{1,255})$/.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || vaultName === undefined) return null;
  const vault = { accountId, region, vaultName };
  if (vaultArn(vault) !== arn) return null;
  const { token: startToken } = readStartToken(typeof JobDescription === 'string' ? JobDescription : null);
  return { job: { ...vault, jobId }, startToken };
}
