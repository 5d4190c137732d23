// docs/iam.md, from the table of what each AWS operation needs.
import { requiredActions } from '../../src/aws/client/requiredActions.ts';
import { code, page, table } from './page.ts';

const actionOf = (operation: string): string => {
  const [service, name] = operation.split('.');
  return `${service === 's3control' ? 's3' : service}:${name}`;
};

const isRead = (need: string | undefined): boolean => need === 'read' || need === 'list';

const policy = (...statements: readonly { Sid: string; Action: readonly string[]; Resource: string }[]): string =>
  `\`\`\`json file=iam-policy\n${JSON.stringify(
    { Version: '2012-10-17', Statement: statements.map(({ Sid, ...rest }) => ({ Sid, Effect: 'Allow', ...rest })) },
    null,
    2,
  )}\n\`\`\``;

const intro = `# IAM and permissions

The gateway needs these rights at AWS, in each account that it serves. Leave out what your [policy file](authentication.md#policy) allows nobody.`;

const notes = `## Narrow the policy

- \`glacier:*\` actions on vaults accept the resource \`arn:aws:glacier:REGION:ACCOUNT:vaults/NAME\`. \`ListVaults\`, the data retrieval policy and provisioned capacity need \`"Resource": "*"\`.
- Restrict \`iam:PassRole\` to the roles of your Batch jobs, with the condition \`"iam:PassedToService": "batchoperations.s3.amazonaws.com"\`.
- Restrict \`sns:ConfirmSubscription\` to the topics in \`SNS_TOPICS\`.
- With roles in the [accounts file](accounts-and-regions.md), the gateway's own credentials need only \`sts:AssumeRole\` on them (and \`sts:SetSourceIdentity\` with \`sourceIdentity\`). The roles need the rights above.
- \`sts:GetCallerIdentity\` needs no permission.`;

export function iamPage(): string {
  const rows = Object.entries(requiredActions).map(
    ([operation, need]) => [operation, actionOf(operation), need === 'list' ? 'read' : need] as const,
  );
  const actions = (wanted: (need: string) => boolean) =>
    rows.filter(([, , need]) => wanted(need)).map(([, action]) => action);
  const read = { Sid: 'Read', Action: actions(isRead), Resource: '*' };
  return page(
    intro,
    `## Read only\n\n${policy(read)}`,
    `## Everything\n\n${policy(
      read,
      { Sid: 'Start', Action: actions((need) => need === 'start'), Resource: '*' },
      { Sid: 'Manage', Action: actions((need) => need === 'manage'), Resource: '*' },
      { Sid: 'Delete', Action: actions((need) => need === 'delete'), Resource: '*' },
      { Sid: 'RolesOfBatchJobs', Action: ['iam:PassRole'], Resource: 'arn:aws:iam::*:role/*' },
      { Sid: 'ConfirmSnsSubscriptions', Action: ['sns:ConfirmSubscription'], Resource: '*' },
      {
        Sid: 'AssumeRolesInOtherAccounts',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        Resource: 'arn:aws:iam::*:role/*',
      },
    )}`,
    notes,
    `## What each operation needs\n\n${table(
      ['operation', 'IAM action', 'action in the policy file'],
      rows.map((row) => row.map(code)),
    )}`,
  );
}
