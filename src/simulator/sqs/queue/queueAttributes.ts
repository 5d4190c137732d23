// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
// The attributes of a queue that callers set, with AWS's ranges and defaults. Policies are stored and not enforced.
import { NotSimulated } from '../../http/errors.ts';
import { invalidValue, sqsError } from '../sqsError.ts';

export interface QueueAttributes {
  VisibilityTimeout: number;
  MessageRetentionPeriod: number;
  DelaySeconds: number;
  ReceiveMessageWaitTimeSeconds: number;
  /** In bytes. */
  MaximumMessageSize: number;
  Policy: string | undefined;
  RedrivePolicy: RedrivePolicy | undefined;
  SqsManagedSseEnabled: boolean;
}

export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

export const defaultAttributes: QueueAttributes = {
  VisibilityTimeout: 30,
  MessageRetentionPeriod: 345_600,
  DelaySeconds: 0,
  ReceiveMessageWaitTimeSeconds: 0,
  MaximumMessageSize: 1_048_576,
  Policy: undefined,
  RedrivePolicy: undefined,
  SqsManagedSseEnabled: true,
};

type NumberName = {
  [Name in keyof QueueAttributes]: QueueAttributes[Name] extends number ? Name : never;
}[keyof QueueAttributes];

/** Seconds, except the size. */
export const ranges: Readonly<Record<NumberName, readonly [from: number, to: number]>> = {
  VisibilityTimeout: [0, 43_200],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1024, 1_048_576],
};

/** Attributes of AWS that the simulator refuses. */
const unsupported: readonly string[] = [
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'RedriveAllowPolicy',
];

/** The attributes that the texts give. `hasQueue` says whether a dead-letter queue exists. */
export function parseAttributes(
  given: Readonly<Record<string, string>>,
  hasQueue: (arn: string) => boolean,
): Partial<QueueAttributes> {
  const parsed: Partial<QueueAttributes> = {};
  for (const [name, text] of Object.entries(given)) {
    if (unsupported.includes(name)) throw new NotSimulated(`The simulator has standard queues without ${name}`);
    if (isNumberName(name)) parsed[name] = parseNumber(name, text);
    else if (name === 'Policy') parsed.Policy = text === '' ? undefined : parsePolicy(text);
    else if (name === 'RedrivePolicy') parsed.RedrivePolicy = text === '' ? undefined : parseRedrive(text, hasQueue);
    else if (name === 'SqsManagedSseEnabled') parsed.SqsManagedSseEnabled = parseBoolean(name, text);
    else throw sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  return parsed;
}

/** The texts of the attributes that have a value. */
export function attributeTexts({ RedrivePolicy, Policy, ...others }: QueueAttributes): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)])),
    ...(Policy === undefined ? {} : { Policy }),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
  };
}

const isNumberName = (name: string): name is NumberName => Object.hasOwn(ranges, name);

const invalid = (name: string) => sqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

function parseNumber(name: NumberName, text: string): number {
  const [from, to] = ranges[name];
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < from || value > to) throw invalid(name);
  return value;
}

function parseBoolean(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw invalid(name);
  return text === 'true';
}

function parsePolicy(text: string): string {
  if (objectOf(text) === undefined) throw invalid('Policy');
  return text;
}

function parseRedrive(text: string, hasQueue: (arn: string) => boolean): RedrivePolicy {
  const { deadLetterTargetArn, maxReceiveCount: count, ...others } = objectOf(text) ?? {};
  const refuse = (reason: string) => invalidValue('RedrivePolicy', text, reason);
  if (typeof deadLetterTargetArn !== 'string')
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  // Consoles and templates write it as a text.
  const maxReceiveCount = Number(count);
  if (count === undefined) throw refuse('Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1000)
    throw refuse('Invalid value for maxReceiveCount: it must be between 1 and 1000, both inclusive.');
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse(`Unknown attribute: ${other}.`);
  if (!hasQueue(deadLetterTargetArn)) throw refuse('Dead letter target does not exist.');
  return { deadLetterTargetArn, maxReceiveCount };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
