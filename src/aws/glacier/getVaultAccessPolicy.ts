// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultAccessPolicy.html
import { GetVaultAccessPolicyCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import { presentPolicy } from '../client/present.ts';
import type { AwsSession } from '../client/session.ts';

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
