// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
import { eventsOperation, list, number, structure, text } from './eventsOperation.ts';
import { checkBus, type OnBus } from './rules/findRule.ts';
import { type PageInput, pageOfNames } from './rules/pageOfNames.ts';
import { ruleDescription, ruleShape } from './rules/ruleDescription.ts';

interface ListRulesOutput {
  Rules: ReturnType<typeof ruleDescription>[];
  NextToken?: string;
}

const shapes = {
  input: structure({ NamePrefix: text, EventBusName: text, NextToken: text, Limit: number }),
  output: structure({ Rules: list(ruleShape), NextToken: text }),
};

export const listRules = eventsOperation<OnBus & PageInput & { NamePrefix?: string }, ListRulesOutput>(
  'ListRules',
  shapes,
  (input, context) => {
    checkBus(input, context);
    const rules = [...context.location.rules.values()].filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
    const { entries, next } = pageOfNames(rules, ({ name }) => name, input);
    return { Rules: entries.map(ruleDescription), ...next };
  },
);
