// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetDataRetrievalPolicy.html
import {
  GetDataRetrievalPolicy$,
  type GetDataRetrievalPolicyCommandInput,
  type GetDataRetrievalPolicyCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';

export const getDataRetrievalPolicy = operation<
  GetDataRetrievalPolicyCommandInput,
  GetDataRetrievalPolicyCommandOutput
>(GetDataRetrievalPolicy$, (_, { location }) => {
  const { retrievalPolicy: policy } = location;
  const BytesPerHour = policy.strategy === 'BytesPerHour' ? policy.bytesPerHour : null;
  return { Policy: { Rules: [{ Strategy: policy.strategy, BytesPerHour }] } };
});
