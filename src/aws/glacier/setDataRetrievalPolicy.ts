// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SetDataRetrievalPolicy.html
import { SetDataRetrievalPolicyCommand } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { awsValue, type KnownNameIn } from '../enums.ts';
import { retrievalStrategies } from './enums.ts';

export const setDataRetrievalPolicyOperation = defineOperation({
  service: 'glacier',
  name: 'SetDataRetrievalPolicy',
  action: 'manage',
  iam: ['glacier:SetDataRetrievalPolicy'],
  retry: 'repeatable',
});

/** AWS accepts exactly one rule. */
export async function setDataRetrievalPolicy(
  aws: AwsSession,
  location: Location,
  { strategy, bytesPerHour }: { strategy: KnownNameIn<typeof retrievalStrategies>; bytesPerHour: number | null },
): Promise<void> {
  await aws.write(
    glacier(
      setDataRetrievalPolicyOperation,
      location,
      new SetDataRetrievalPolicyCommand({
        accountId: location.accountId,
        Policy: {
          Rules: [{ Strategy: awsValue(retrievalStrategies, strategy), BytesPerHour: bytesPerHour ?? undefined }],
        },
      }),
    ),
  );
}
