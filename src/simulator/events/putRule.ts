// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
// An existing rule is replaced; its targets stay. Events of before are not matched.
import { NotSimulated } from '../http/errors.ts';
import { invalidInput } from './eventsError.ts';
import { any, eventsOperation, list, structure, text } from './eventsOperation.ts';
import { checkBus, isRuleName, type OnBus } from './rules/findRule.ts';
import { parsePattern } from './rules/parsePattern.ts';

interface PutRuleInput extends OnBus {
  Name: string;
  EventPattern?: string;
  State?: string;
  Description?: string;
  RoleArn?: string;
  ScheduleExpression?: string;
  Tags?: object[];
}

const shapes = {
  input: structure({
    'Name!': text,
    EventPattern: text,
    State: text,
    Description: text,
    RoleArn: text,
    ScheduleExpression: text,
    Tags: list(any),
    EventBusName: text,
  }),
  output: structure({ RuleArn: text }),
};

export const putRule = eventsOperation<PutRuleInput, { RuleArn: string }>('PutRule', shapes, (input, context) => {
  checkBus(input, context);
  const { Name: name, EventPattern: pattern, State: state = 'ENABLED', ScheduleExpression, Tags: tags = [] } = input;
  if (ScheduleExpression !== undefined) throw new NotSimulated('The simulator has no schedules');
  if (tags.length > 0) throw new NotSimulated('The simulator has no tags of rules');
  if (state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')
    throw new NotSimulated(`The simulator has no ${state}`);
  if (state !== 'ENABLED' && state !== 'DISABLED') throw invalidInput(`State is ENABLED or DISABLED: ${state}`);
  if (!isRuleName(name)) throw invalidInput(`Name has 1 to 64 letters, digits, hyphens, dots and underscores: ${name}`);
  if (pattern === undefined) throw invalidInput('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  const { arn } = context.world.addRule(context.location, {
    name,
    description: input.Description,
    roleArn: input.RoleArn,
    pattern,
    matches: parsePattern(pattern),
    isEnabled: state === 'ENABLED',
  });
  return { RuleArn: arn };
});
