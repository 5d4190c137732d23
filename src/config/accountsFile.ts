// The accounts file: which accounts and regions the gateway may ask, and as whom. Parsing is pure and names every fault.
import * as z from 'zod/mini';

const text = (pattern: RegExp) => z.string().check(z.regex(pattern));

const account = z.strictObject({
  accountId: text(/^\d{12}$/),
  name: z.optional(z.string().check(z.minLength(1))),
  regions: z.array(text(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/)).check(z.minLength(1)),
  roleArn: z.optional(text(/^arn:[^:]+:iam::\d{12}:role\/.+$/)),
  externalId: z.optional(text(/^[\w+=,.@:/-]{2,1224}$/)),
  sourceIdentity: z.optional(z.boolean()),
});

export type ConfiguredAccount = z.output<typeof account>;

const allowed: Record<string, string> = {
  accountId: '12 digits',
  name: 'a text',
  regions: 'a list of regions such as us-east-1, at least one',
  roleArn: 'the ARN of an IAM role',
  sourceIdentity: 'true or false',
  externalId: '2 to 1224 of the characters that STS takes',
};

/** The accounts, or the faults of the file. */
export function parseAccounts(json: string): { accounts: ConfiguredAccount[] } | { faults: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['not JSON.'] };
  }
  if (!Array.isArray(value) || value.length === 0) return { faults: ['a list of at least one account.'] };
  const faults = value.flatMap((each: unknown, index) => faultsOf(each, index));
  if (faults.length > 0) return { faults };
  const accounts = value as ConfiguredAccount[];
  const twice = accounts.filter(
    ({ accountId }, index) => accounts.findIndex((a) => a.accountId === accountId) !== index,
  );
  if (twice.length > 0) return { faults: twice.map(({ accountId }) => `${accountId} stands twice.`) };
  return { accounts };
}

function faultsOf(value: unknown, index: number): string[] {
  const parsed = account.safeParse(value);
  if (parsed.success) {
    const { sourceIdentity, roleArn } = parsed.data;
    if (!sourceIdentity || roleArn !== undefined) return [];
    return [`[${index}].sourceIdentity is for accounts with a roleArn.`];
  }
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `[${index}].${key} is not a member.`);
    const [member] = issue.path;
    if (member === undefined) return [`[${index}] is not an object.`];
    return [`[${index}].${issue.path.join('.')} is wrong or missing; it may be ${allowed[String(member)]}.`];
  });
}
