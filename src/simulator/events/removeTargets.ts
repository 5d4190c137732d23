// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html
// A target that does not exist is a failed entry.
import { eventsOperation, list, number, structure, text } from './eventsOperation.ts';
import { findRule, type OnBus } from './rules/findRule.ts';

const shapes = {
  input: structure({ 'Rule!': text, EventBusName: text, 'Ids!': list(text) }),
  output: structure({
    FailedEntryCount: number,
    FailedEntries: list(structure({ TargetId: text, ErrorCode: text, ErrorMessage: text })),
  }),
};

export const removeTargets = eventsOperation<OnBus & { Rule: string; Ids: string[] }, object>(
  'RemoveTargets',
  shapes,
  (input, context) => {
    const { name, targets } = findRule(input.Rule, input, context);
    const FailedEntries = input.Ids.filter((id) => !targets.delete(id)).map((id) => ({
      TargetId: id,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${name} does not have target ${id}.`,
    }));
    return { FailedEntryCount: FailedEntries.length, FailedEntries };
  },
);
