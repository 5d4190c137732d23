// The accounts file: the accounts and regions that the gateway serves, and the role that it assumes in each. Parsing is
// pure and reports all faults.
import * as z from 'zod/mini';
import { parseJson } from '../core/parseJson.ts';
import { partitionOf, regionPattern } from '../core/partition.ts';

const text = (pattern: RegExp) => z.string().check(z.regex(pattern));

const account = z.strictObject({
  accountId: text(/^\d{12}$/),
  name: z.optional(z.string().check(z.minLength(1))),
  regions: z.array(text(regionPattern)).check(z.minLength(1)),
  roleArn: z.optional(text(/^arn:[^:]+:iam::\d{12}:role\/.+$/)),
  externalId: z.optional(text(/^[\w+=,.@:/-]{2,1224}$/)),
  sourceIdentity: z.optional(z.boolean()),
});

export type ConfiguredAccount = z.output<typeof account>;

const allowed: Record<string, string> = {
  accountId: '12 digits',
  name: 'a string of at least one character',
  regions: 'a list of at least one region such as us-east-1',
  roleArn: 'the ARN of an IAM role',
  sourceIdentity: 'true or false',
  externalId: '2 to 1224 letters, digits and _+=,.@:/-',
};

/** The accounts, or the faults of the file. */
export function parseAccounts(json: string): { accounts: ConfiguredAccount[] } | { faults: string[] } {
  const value = parseJson(json);
  if (value === undefined) return { faults: ['The file is not valid JSON.'] };
  if (!Array.isArray(value) || value.length === 0) {
    return { faults: ['The file must contain a list of at least one account.'] };
  }
  const faults = value.flatMap((each: unknown, index) => faultsOf(each, index));
  if (faults.length > 0) return { faults };
  const accounts = value as ConfiguredAccount[];
  const duplicates = accounts.filter(
    ({ accountId }, index) => accounts.findIndex((other) => other.accountId === accountId) !== index,
  );
  if (duplicates.length > 0) return { faults: duplicates.map(({ accountId }) => `${accountId} is listed twice.`) };
  return { accounts };
}

function faultsOf(value: unknown, index: number): string[] {
  const parsed = account.safeParse(value);
  if (parsed.success) {
    const { sourceIdentity, roleArn } = parsed.data;
    if (sourceIdentity && roleArn === undefined) return [`[${index}].sourceIdentity needs a roleArn.`];
    return [...repeatedRegions(parsed.data, index), ...partitionFaults(parsed.data, index)];
  }
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `[${index}].${key} is not a known property.`);
    const [property] = issue.path;
    if (property === undefined) return [`[${index}] is not an object.`];
    return [`[${index}].${issue.path.join('.')} is invalid or missing. Allowed: ${allowed[String(property)]}.`];
  });
}

/** Each would be a location of its own, with the same vaults and jobs again. */
const repeatedRegions = ({ regions }: ConfiguredAccount, index: number): string[] =>
  [...new Set(regions.filter((region, at) => regions.indexOf(region) !== at))].map(
    (region) => `[${index}].regions lists ${region} twice.`,
  );

/** An account, with its roles and regions, belongs to one partition. */
function partitionFaults({ regions, roleArn }: ConfiguredAccount, index: number): string[] {
  const partitions = [...new Set(regions.map((region) => partitionOf(region).id))];
  if (partitions.length > 1) return [`[${index}].regions belong to several partitions: ${partitions.join(', ')}.`];
  const [partition] = partitions;
  if (roleArn === undefined || roleArn.split(':')[1] === partition) return [];
  return [`[${index}].roleArn is not in the partition of the regions, ${partition}.`];
}
