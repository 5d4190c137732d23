// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
// Targets are queues and topics, which receive the event as it is. As on AWS, they need not exist.
import type { Emission } from '../emission/createEmission.ts';
import { NotSimulated } from '../http/errors.ts';
import type { Operation } from '../http/operation.ts';
import { eventsError, invalidInput } from './eventsError.ts';
import { any, eventsOperation, list, number, structure, text } from './eventsOperation.ts';
import { findRule, type OnBus } from './rules/findRule.ts';

/** Of a rule. */
const MOST_TARGETS = 5;

/** Members that change what is delivered, or how. */
const unsupported = [
  'Input',
  'InputPath',
  'InputTransformer',
  'SqsParameters',
  'DeadLetterConfig',
  'RetryPolicy',
] as const;

interface Target extends Partial<Record<(typeof unsupported)[number], unknown>> {
  Id: string;
  Arn: string;
  RoleArn?: string;
}

const shapes = {
  input: structure({
    'Rule!': text,
    EventBusName: text,
    'Targets!': list(
      structure({
        'Id!': text,
        'Arn!': text,
        RoleArn: text,
        Input: text,
        InputPath: text,
        InputTransformer: any,
        SqsParameters: any,
        DeadLetterConfig: any,
        RetryPolicy: any,
      }),
    ),
  }),
  output: structure({ FailedEntryCount: number, FailedEntries: list(any) }),
};

export const putTargets = (emission: Emission): Operation =>
  eventsOperation<OnBus & { Rule: string; Targets: Target[] }, object>('PutTargets', shapes, (input, context) => {
    const { targets } = findRule(input.Rule, input, context);
    for (const target of input.Targets) checkTarget(target);
    const ids = new Set([...targets.keys(), ...input.Targets.map(({ Id }) => Id)]);
    if (ids.size > MOST_TARGETS)
      throw eventsError('LimitExceededException', `A rule has at most ${MOST_TARGETS} targets.`);
    for (const { Id: id, Arn: arn, RoleArn: roleArn } of input.Targets) {
      targets.set(id, { id, arn, roleArn });
      if (serviceOf(arn) === 'sns') emission.followAlways();
    }
    return { FailedEntryCount: 0, FailedEntries: [] };
  });

const serviceOf = (arn: string): string | undefined => /^arn:[\w-]+:(\w+):[\w-]+:\d{12}:[\w-]+$/.exec(arn)?.[1];

function checkTarget(target: Target): void {
  const { Id: id, Arn: arn } = target;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(id ?? ''))
    throw invalidInput(`Id has 1 to 64 letters, digits, hyphens, dots and underscores: ${id}`);
  const service = serviceOf(arn ?? '');
  if (service === undefined)
    throw invalidInput(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (service !== 'sqs' && service !== 'sns')
    throw new NotSimulated(`The simulator has queues and topics as targets, not ${arn}`);
  const member = unsupported.find((name) => target[name] !== undefined);
  if (member !== undefined) throw new NotSimulated(`The simulator has targets without ${member}`);
}
