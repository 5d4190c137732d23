// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html
import { DescribeVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { presentRequested } from '../client/present.ts';
import { toVault, type VaultRecord } from './vaultRecord.ts';

export const describeVaultOperation = defineOperation({
  service: 'glacier',
  name: 'DescribeVault',
  action: 'read',
  iam: ['glacier:DescribeVault'],
  retry: 'repeatable',
  isHot: true,
});

export const describeVault = (aws: AwsSession, vault: VaultKey): Promise<VaultRecord> =>
  aws.read(
    glacier(
      describeVaultOperation,
      vault,
      new DescribeVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    (output) => {
      const record = toVault(vault)(output);
      presentRequested(record.vaultName, vault.vaultName, 'VaultName');
      return record;
    },
  );
