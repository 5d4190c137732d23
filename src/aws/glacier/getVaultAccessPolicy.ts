// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultAccessPolicy.html
import { GetVaultAccessPolicyCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { presentPolicy } from '../client/present.ts';

export const getVaultAccessPolicyOperation = defineOperation({
  service: 'glacier',
  name: 'GetVaultAccessPolicy',
  action: 'read',
  iam: ['glacier:GetVaultAccessPolicy'],
  retry: 'repeatable',
});

/** NotFoundError if the vault has no access policy. */
export const getVaultAccessPolicy = (aws: AwsSession, vault: VaultKey): Promise<Record<string, unknown>> =>
  aws.read(
    glacier(
      getVaultAccessPolicyOperation,
      vault,
      new GetVaultAccessPolicyCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    ({ policy }) => presentPolicy(policy?.Policy),
  );
