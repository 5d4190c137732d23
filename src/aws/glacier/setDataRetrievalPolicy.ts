// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SetDataRetrievalPolicy.html
import { SetDataRetrievalPolicyCommand } from '@aws-sdk/client-glacier';
import type { AwsSession } from '../createAws.ts';
import type { Location } from '../location.ts';
import { awsValue, retrievalStrategies } from './enums.ts';
import type { DataRetrievalRuleRecord } from './getDataRetrievalPolicy.ts';

/** AWS takes exactly one rule. */
export async function setDataRetrievalPolicy(
  aws: AwsSession,
  location: Location,
  { strategy, bytesPerHour }: DataRetrievalRuleRecord,
): Promise<void> {
  await aws.write({
    operation: 'glacier.SetDataRetrievalPolicy',
    location,
    command: new SetDataRetrievalPolicyCommand({
      accountId: location.accountId,
      Policy: {
        Rules: [{ Strategy: awsValue(retrievalStrategies, strategy), BytesPerHour: bytesPerHour ?? undefined }],
      },
    }),
  });
}
