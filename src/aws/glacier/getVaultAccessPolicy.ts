// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultAccessPolicy.html
import { GetVaultAccessPolicyCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../awsCall.ts';
import type { AwsSession } from '../createAws.ts';
import { presentPolicy } from '../present.ts';

/** NotFoundError where the vault has no access policy. */
export const getVaultAccessPolicy = (aws: AwsSession, vault: VaultKey): Promise<Record<string, unknown>> =>
  aws.read(
    glacier(
      'GetVaultAccessPolicy',
      vault,
      new GetVaultAccessPolicyCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    ({ policy }) => presentPolicy(policy?.Policy),
  );
