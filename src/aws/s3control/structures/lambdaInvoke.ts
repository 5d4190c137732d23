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
    FunctionArn: optional(arn, 'The ARN of the function; null if AWS does not report it.'),
    InvocationSchemaVersion: optional(
      text,
      'The version of the payload that the function receives; 1.0 if null. Use 2.0 for `userArguments` and directory buckets.',
      '1.0',
    ),
    UserArguments: optional(
      map,
      'Arguments passed to the function in each payload, in no order; null if not given. They need `invocationSchemaVersion` 2.0.',
    ),
  },
);
