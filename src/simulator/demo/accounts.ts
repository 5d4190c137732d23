// Accounts of the demo world. An access key id equal to one of these signs for that account.

interface DemoAccount {
  accountId: string;
  name: string;
  regions: readonly string[];
  glacierClosed: boolean;
}

const bothRegions = ['us-east-1', 'us-west-2'];

export const demoAccounts: readonly DemoAccount[] = [
  { accountId: '111122223333', name: 'production', regions: bothRegions, glacierClosed: false },
  { accountId: '444455556666', name: 'archive', regions: bothRegions, glacierClosed: false },
  { accountId: '777788889999', name: 'closed', regions: ['us-east-1'], glacierClosed: true },
];

/** Owners of the topics in the examples of AWS's documents. */
export const documentedAccounts: readonly string[] = ['111111111111', '012345678901'];
