// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
import { eventsOperation, list, number, structure, text } from './eventsOperation.ts';
import { findRule, type OnBus } from './rules/findRule.ts';
import { type PageInput, pageOfNames } from './rules/pageOfNames.ts';

const shapes = {
  input: structure({ 'Rule!': text, EventBusName: text, NextToken: text, Limit: number }),
  output: structure({ Targets: list(structure({ Id: text, Arn: text, RoleArn: text })), NextToken: text }),
};

export const listTargetsByRule = eventsOperation<OnBus & PageInput & { Rule: string }, object>(
  'ListTargetsByRule',
  shapes,
  (input, context) => {
    const { targets } = findRule(input.Rule, input, context);
    const { entries, next } = pageOfNames([...targets.values()], ({ id }) => id, input);
    const written = entries.map(({ id, arn, roleArn }) => ({
      Id: id,
      Arn: arn,
      ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    }));
    return { Targets: written, ...next };
  },
);
