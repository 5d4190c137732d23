// Invokes a Lambda function on every object.
import type { LambdaInvokeOperation } from '@aws-sdk/client-s3-control';
import { arn, map, optional, structure, text } from '../../structure.ts';

export const lambdaInvoke = structure<LambdaInvokeOperation>(
  {
    aws: 'LambdaInvokeOperation',
    input: 'LambdaInvokeInput',
    description: 'Invokes a Lambda function once for every object of the manifest.',
  },
  {
    FunctionArn: optional(arn, 'The function; null where AWS does not say.'),
    InvocationSchemaVersion: optional(
      text,
      'The version of the payload that the function gets: 1.0 where null; 2.0 for `userArguments` and directory buckets.',
    ),
    UserArguments: optional(
      map,
      'Passed to the function in each payload, in no order; needs `invocationSchemaVersion` 2.0. Null where not given.',
    ),
  },
);
