// https://docs.aws.amazon.com/amazonglacier/latest/dev/configuring-notifications.html
// The notification that Glacier publishes when a vault's job ends.
import { readStartToken } from '../aws/glacier/startToken.ts';
import { jobIdOf } from '../aws/jobIdOf.ts';
import { isVaultName } from '../core/isVaultName.ts';
import { vaultArn } from '../core/location.ts';
import { parseDate } from '../core/parseDate.ts';
import type { ParsedEvents } from './awsEvent.ts';
import type { JsonObject } from './eventMembers.ts';
import { accountIn, regionIn } from './eventMembers.ts';
import { EventRejection } from './eventRejection.ts';

export const isGlacierNotice = (value: JsonObject): boolean =>
  typeof value['VaultARN'] === 'string' && typeof value['JobId'] === 'string' && 'Completed' in value;

export function parseGlacierNotice({
  Completed,
  JobId,
  VaultARN,
  JobDescription,
  CompletionDate,
}: JsonObject): ParsedEvents {
  const [, , service, region, accountId, ...rest] = String(VaultARN).split(':');
  const vaultName = /^vaults\/(.+)$/.exec(rest.join(':'))?.[1] ?? '';
  const vault = { accountId: accountIn(accountId), region: regionIn(region), vaultName };
  if (service !== 'glacier' || !isVaultName(vaultName) || vaultArn(vault) !== VaultARN) {
    throw new EventRejection('invalid vault');
  }
  const jobId = jobIdOf(String(JobId));
  if (jobId === null) throw new EventRejection('invalid job');
  if (Completed !== true) return { kind: 'unused', reason: 'job in progress' };
  const { token: startToken } = readStartToken(typeof JobDescription === 'string' ? JobDescription : null);
  const at = typeof CompletionDate === 'string' ? parseDate(CompletionDate) : null;
  return {
    kind: 'events',
    id: null,
    events: [{ kind: 'GlacierJobEnded', job: { ...vault, jobId }, startToken, at }],
  };
}
