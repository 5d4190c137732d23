// Invokes a Lambda function on every object.
import type { LambdaInvokeOperation } from '@aws-sdk/client-s3-control';
import { functionArn, mapOf, oneOfWords } from '../../inputRules.ts';
import { optional, requiredInput, structure } from '../../structure.ts';

export const lambdaInvoke = structure<LambdaInvokeOperation>(
  {
    aws: 'LambdaInvokeOperation',
    input: 'LambdaInvokeInput',
    description: 'Invokes a Lambda function once for every object of the manifest.',
    rules: [
      ({ userArguments, invocationSchemaVersion }) =>
        Array.isArray(userArguments) && userArguments.length > 0 && invocationSchemaVersion !== '2.0'
          ? { field: 'invocationSchemaVersion', reason: 'the value must be "2.0" with userArguments.' }
          : null,
    ],
  },
  {
    FunctionArn: requiredInput(functionArn, 'The ARN of the function.'),
    InvocationSchemaVersion: optional(
      oneOfWords('1.0', '2.0'),
      'The version of the payload that the function receives. Version 2.0 has `userArguments` and is required for directory buckets.',
      { whenNull: 'Null means 1.0.', inputDefault: '1.0' },
    ),
    UserArguments: optional(
      mapOf(10, 64, 1024),
      'Arguments passed to the function in each payload, in no order. They need `invocationSchemaVersion` 2.0.',
    ),
  },
);
