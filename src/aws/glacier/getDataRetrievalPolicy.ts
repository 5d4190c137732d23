// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetDataRetrievalPolicy.html
import { type DataRetrievalRule, GetDataRetrievalPolicyCommand } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { presentList, presentText, sizeOrNull } from '../client/present.ts';
import { type NameIn, nameOf } from '../enums.ts';
import { retrievalStrategies } from './enums.ts';

export const getDataRetrievalPolicyOperation = defineOperation({
  service: 'glacier',
  name: 'GetDataRetrievalPolicy',
  action: 'read',
  iam: ['glacier:GetDataRetrievalPolicy'],
  retry: 'repeatable',
});

export interface DataRetrievalRuleRecord {
  strategy: NameIn<typeof retrievalStrategies>;
  bytesPerHour: number | null;
}

export interface DataRetrievalPolicyRecord {
  rules: DataRetrievalRuleRecord[];
}

export const getDataRetrievalPolicy = (aws: AwsSession, location: Location): Promise<DataRetrievalPolicyRecord> =>
  aws.read(
    glacier(
      getDataRetrievalPolicyOperation,
      location,
      new GetDataRetrievalPolicyCommand({ accountId: location.accountId }),
    ),
    ({ Policy }) => ({
      rules: (presentList(Policy?.Rules, 'Rules') as readonly (DataRetrievalRule | null)[]).map((rule) => ({
        strategy: nameOf(retrievalStrategies, presentText(rule?.Strategy, 'Strategy')),
        bytesPerHour: sizeOrNull(rule?.BytesPerHour, 'BytesPerHour'),
      })),
    }),
  );
