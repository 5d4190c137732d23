// Errors of EventBridge: all have the status 400.
import { AwsError } from '../http/errors.ts';

type Code = 'LimitExceededException' | 'ResourceNotFoundException' | 'ValidationException';

export const eventsError = (code: Code, message: string): AwsError => new AwsError(code, message, { status: 400 });

export const invalidInput = (message: string): AwsError => eventsError('ValidationException', message);
