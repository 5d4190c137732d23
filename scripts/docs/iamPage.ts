// docs/iam.md, from the declarations of the AWS operations.
import { assumeRoleIam } from '../../src/aws/client/assumedCredentials.ts';
import { confirmSubscriptionIam } from '../../src/aws/sns/confirmSubscription.ts';
import { queueIam } from '../../src/aws/sqs/openQueue.ts';
import { awsOperations } from './awsOperations.ts';
import { code, page, table } from './page.ts';

/** iam:PassRole applies to roles, not to the resources of the service. */
const isPassRole = (action: string): boolean => action.startsWith('iam:');

const unique = (names: readonly string[]): string[] => [...new Set(names)];

const policy = (...statements: readonly { Sid: string; Action: readonly string[]; Resource: string }[]): string =>
  `\`\`\`json file=iam-policy\n${JSON.stringify(
    { Version: '2012-10-17', Statement: statements.map(({ Sid, ...rest }) => ({ Sid, Effect: 'Allow', ...rest })) },
    null,
    2,
  )}\n\`\`\``;

const intro = `# IAM and permissions

The gateway needs these rights at AWS, in each account that it serves. Omit the actions that your [policy file](authentication.md#policy) allows to no caller.`;

const notes = `## Narrow the policy

- \`glacier:*\` actions on vaults accept the resource \`arn:aws:glacier:REGION:ACCOUNT:vaults/NAME\`. \`ListVaults\`, the data retrieval policy and provisioned capacity need \`"Resource": "*"\`.
- Restrict \`iam:PassRole\` to the roles of your Batch jobs, with the condition \`"iam:PassedToService": "batchoperations.s3.amazonaws.com"\`.
- Restrict \`s3:GetObject\` to the objects \`arn:aws:s3:::BUCKET/PREFIX/*\` of your completion reports, manifests and inventories, and \`s3:ListBucket\` to their buckets. Without \`s3:ListBucket\`, S3 denies access to a report that does not exist yet. Reports are encrypted with S3's own keys, so no KMS right is needed.
- Restrict \`s3:PutObject\` and \`s3:AbortMultipartUpload\` to the prefixes at which your callers let the gateway write manifests. Without \`s3:GetObject\` there, a repeat with an idempotency key cannot find the manifest of the first call. The gateway encrypts manifests with S3's own keys (SSE-S3), also in a bucket whose default is SSE-KMS, because S3 Batch Operations reads no CSV manifest with SSE-KMS. So no KMS right is needed. A bucket policy that demands SSE-KMS refuses the upload: use another bucket.
- Restrict \`sns:ConfirmSubscription\` to the topics in \`SNS_TOPICS\`, and \`sqs:ReceiveMessage\` and \`sqs:DeleteMessage\` to the queue in \`EVENTS_QUEUE_URL\`. Omit those that you do not use.
- With roles in the [accounts file](accounts-and-regions.md), the gateway's own credentials need only \`sts:AssumeRole\` on them (and \`sts:SetSourceIdentity\` with \`sourceIdentity\`). The roles need the rights above.
- \`sts:GetCallerIdentity\` needs no permission.`;

export async function iamPage(): Promise<string> {
  const operations = await awsOperations();
  const actions = (wanted: string): string[] =>
    unique(operations.filter(({ action }) => action === wanted).flatMap(({ iam }) => iam)).filter(
      (name) => !isPassRole(name),
    );
  const passRole = unique(operations.flatMap(({ iam }) => iam.filter(isPassRole)));
  const read = { Sid: 'Read', Action: actions('read'), Resource: '*' };
  return page(
    intro,
    `## Read only\n\n${policy(read)}`,
    `## Everything\n\n${policy(
      read,
      { Sid: 'Start', Action: actions('start'), Resource: '*' },
      { Sid: 'Manage', Action: actions('manage'), Resource: '*' },
      { Sid: 'WriteManifests', Action: actions('write'), Resource: '*' },
      { Sid: 'Delete', Action: actions('delete'), Resource: '*' },
      { Sid: 'RolesOfBatchJobs', Action: passRole, Resource: 'arn:aws:iam::*:role/*' },
      { Sid: 'ConfirmSnsSubscriptions', Action: confirmSubscriptionIam, Resource: '*' },
      { Sid: 'ReceiveEvents', Action: queueIam, Resource: '*' },
      {
        Sid: 'AssumeRolesInOtherAccounts',
        Action: assumeRoleIam,
        Resource: 'arn:aws:iam::*:role/*',
      },
    )}`,
    notes,
    `## What each operation needs\n\n${table(
      ['operation', 'IAM action', 'action in the policy file'],
      operations.map(({ id, iam, action }) => [code(id), iam.map(code).join(', '), code(action)]),
    )}`,
  );
}
