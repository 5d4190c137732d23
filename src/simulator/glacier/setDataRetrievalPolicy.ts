// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SetDataRetrievalPolicy.html
// Effective immediately; AWS takes minutes. Running jobs are not affected.
import {
  SetDataRetrievalPolicy$,
  type SetDataRetrievalPolicyCommandInput,
  type SetDataRetrievalPolicyCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { parseRetrievalPolicy } from './rules/enforceRetrievalPolicy.ts';

export const setDataRetrievalPolicy = operation<
  SetDataRetrievalPolicyCommandInput,
  SetDataRetrievalPolicyCommandOutput
>(SetDataRetrievalPolicy$, ({ Policy }, { location }) => {
  location.retrievalPolicy = parseRetrievalPolicy(Policy?.Rules);
  return {};
});
