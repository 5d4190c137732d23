// Errors of SQS: the type that the model has, and the code of the older query protocol that clients still show.
import { AwsError } from '../http/errors.ts';

/** By error type; the status is 400 where none is given. */
const rules = {
  BatchEntryIdsNotDistinct: { queryCode: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct' },
  BatchRequestTooLong: { queryCode: 'AWS.SimpleQueueService.BatchRequestTooLong' },
  EmptyBatchRequest: { queryCode: 'AWS.SimpleQueueService.EmptyBatchRequest' },
  InvalidAttributeName: { queryCode: 'InvalidAttributeName' },
  InvalidAttributeValue: { queryCode: 'InvalidAttributeValue' },
  InvalidBatchEntryId: { queryCode: 'AWS.SimpleQueueService.InvalidBatchEntryId' },
  InvalidMessageContents: { queryCode: 'InvalidMessageContents' },
  InvalidParameterValueException: { queryCode: 'InvalidParameterValue' },
  MessageNotInflight: { queryCode: 'AWS.SimpleQueueService.MessageNotInflight' },
  MissingRequiredParameterException: { queryCode: 'MissingParameter' },
  OverLimit: { queryCode: 'OverLimit', status: 403 },
  PurgeQueueInProgress: { queryCode: 'AWS.SimpleQueueService.PurgeQueueInProgress', status: 403 },
  QueueDeletedRecently: { queryCode: 'AWS.SimpleQueueService.QueueDeletedRecently' },
  QueueDoesNotExist: { queryCode: 'AWS.SimpleQueueService.NonExistentQueue' },
  QueueNameExists: { queryCode: 'QueueAlreadyExists' },
  ReceiptHandleIsInvalid: { queryCode: 'ReceiptHandleIsInvalid', status: 404 },
  TooManyEntriesInBatchRequest: { queryCode: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest' },
} as const satisfies Record<string, { queryCode: string; status?: number }>;

export const queryCodes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(rules).map(([code, { queryCode }]) => [code, queryCode]),
);

export function sqsError(code: keyof typeof rules, message: string): AwsError {
  const { status = 400 }: { queryCode: string; status?: number } = rules[code];
  return new AwsError(code, message, { status });
}

export const invalidValue = (name: string, value: string, reason: string): AwsError =>
  sqsError('InvalidParameterValueException', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

export const missingValue = (name: string): AwsError =>
  sqsError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`);
