// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html
import { DescribeVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';
import { toVault, type VaultRecord } from './vaultRecord.ts';

export const describeVault = (aws: AwsSession, vault: VaultKey): Promise<VaultRecord> =>
  aws.read(
    glacier(
      'DescribeVault',
      vault,
      new DescribeVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    toVault(vault),
  );
