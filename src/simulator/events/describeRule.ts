// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
import { eventsOperation, structure, text } from './eventsOperation.ts';
import { findRule, type OnBus } from './rules/findRule.ts';
import { ruleDescription, ruleShape } from './rules/ruleDescription.ts';

const shapes = { input: structure({ 'Name!': text, EventBusName: text }), output: ruleShape };

export const describeRule = eventsOperation<OnBus & { Name: string }, ReturnType<typeof ruleDescription>>(
  'DescribeRule',
  shapes,
  (input, context) => ruleDescription(findRule(input.Name, input, context)),
);
