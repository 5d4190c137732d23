// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
// A rule that does not exist is no error; one with targets is.
import { invalidInput } from './eventsError.ts';
import { eventsOperation, structure, text } from './eventsOperation.ts';
import { checkBus, type OnBus } from './rules/findRule.ts';

const shapes = { input: structure({ 'Name!': text, EventBusName: text }), output: structure({}) };

export const deleteRule = eventsOperation<OnBus & { Name: string }, object>('DeleteRule', shapes, (input, context) => {
  checkBus(input, context);
  const { rules } = context.location;
  if ((rules.get(input.Name)?.targets.size ?? 0) > 0) throw invalidInput("Rule can't be deleted since it has targets.");
  rules.delete(input.Name);
  return {};
});
