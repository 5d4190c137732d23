// Data retrieval policy: how it is set, and which Standard retrievals it rejects. AWS does not publish the arithmetic; this is
// the common reading. BytesPerHour: a retrieval spreads its bytes over four hours, and the sum of the rates of all running
// retrievals and the new one must not exceed the limit. FreeTier: 10 GB a month, prorated daily, over the retrievals
// started since midnight UTC.
import type { DataRetrievalRule } from '@aws-sdk/client-glacier';
import type { Decoded } from '../../codec/long.ts';
import { invalidParameter, missingParameter, policyEnforced } from '../../http/errors.ts';
import { DAY } from '../../world/durations.ts';
import { lengthOf } from '../../world/ranges.ts';
import type { AccountRegion, ArchiveRetrieval, RetrievalPolicy } from '../../world/records.ts';

const RETRIEVAL_HOURS = 4;
const FREE_BYTES_A_MONTH = 10 * 1024 ** 3;

export function parseRetrievalPolicy(rules: Decoded<DataRetrievalRule>[] | undefined): RetrievalPolicy {
  const [rule, ...others] = rules ?? [];
  if (!rule) throw missingParameter('Rules');
  if (others.length > 0) throw invalidParameter('A data retrieval policy has exactly one rule');
  const { Strategy: strategy, BytesPerHour: bytesPerHour } = rule;
  if (strategy === undefined) throw missingParameter('Strategy');
  if (strategy === 'BytesPerHour') {
    if (bytesPerHour === undefined) throw missingParameter('BytesPerHour');
    if (bytesPerHour < 1) throw invalidParameter(`Invalid BytesPerHour: ${bytesPerHour}`);
    return { strategy, bytesPerHour };
  }
  if (strategy !== 'None' && strategy !== 'FreeTier') throw invalidParameter(`Invalid strategy: ${strategy}`);
  if (bytesPerHour !== undefined) throw invalidParameter(`BytesPerHour must not be set with the strategy ${strategy}`);
  return { strategy };
}

/** Throws if the policy does not allow another Standard retrieval of this size. */
export function enforceRetrievalPolicy(location: AccountRegion, bytes: number, now: number): void {
  const { retrievalPolicy: policy } = location;
  if (policy.strategy === 'None') return;
  const retrievals = [...location.vaults.values()].flatMap(({ jobs }) =>
    [...jobs.values()].filter(isStandardRetrieval),
  );
  if (policy.strategy === 'BytesPerHour') {
    const running = retrievals.filter(({ endsAt }) => now < endsAt);
    if ((sum(running) + bytes) / RETRIEVAL_HOURS > policy.bytesPerHour) throw policyEnforced();
    return;
  }
  const midnight = Math.floor(now / DAY) * DAY;
  const today = retrievals.filter(({ createdAt }) => createdAt >= midnight);
  if (sum(today) + bytes > FREE_BYTES_A_MONTH / daysInMonth(now)) throw policyEnforced();
}

const isStandardRetrieval = (job: { action: string; tier: string | undefined }): job is ArchiveRetrieval =>
  job.action === 'ArchiveRetrieval' && job.tier === 'Standard';

const sum = (retrievals: ArchiveRetrieval[]) => retrievals.reduce((bytes, { range }) => bytes + lengthOf(range), 0);

function daysInMonth(time: number): number {
  const date = new Date(time);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
