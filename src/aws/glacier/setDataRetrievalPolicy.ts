// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SetDataRetrievalPolicy.html
import { SetDataRetrievalPolicyCommand } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';
import { awsValue } from '../enums.ts';
import { retrievalStrategies } from './enums.ts';
import type { DataRetrievalRuleRecord } from './getDataRetrievalPolicy.ts';

/** AWS takes exactly one rule. */
export async function setDataRetrievalPolicy(
  aws: AwsSession,
  location: Location,
  { strategy, bytesPerHour }: DataRetrievalRuleRecord,
): Promise<void> {
  await aws.write(
    glacier(
      'SetDataRetrievalPolicy',
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
