// A rule as DescribeRule and ListRules return it.
import { structure, text } from '../eventsOperation.ts';
import type { EventRule } from './eventRule.ts';

export const ruleShape = structure({
  Name: text,
  Arn: text,
  EventPattern: text,
  State: text,
  Description: text,
  RoleArn: text,
  EventBusName: text,
});

export const ruleDescription = ({ name, arn, pattern, isEnabled, description, roleArn }: EventRule) => ({
  Name: name,
  Arn: arn,
  EventPattern: pattern,
  State: isEnabled ? 'ENABLED' : 'DISABLED',
  EventBusName: 'default',
  ...(description === undefined ? {} : { Description: description }),
  ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
});
