// The rule of a request, on the default event bus.
import type { OperationContext } from '../../http/operation.ts';
import { arnOf } from '../../world/arnOf.ts';
import { eventsError, invalidInput } from '../eventsError.ts';
import type { EventRule } from './eventRule.ts';

export interface OnBus {
  EventBusName?: string;
}

export function checkBus({ EventBusName: name = 'default' }: OnBus, { location }: OperationContext): void {
  if (name === 'default' || name === arnOf('events', location, 'event-bus/default')) return;
  throw eventsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export const isRuleName = (name: string): boolean => /^[.\-_A-Za-z0-9]{1,64}$/.test(name);

export function findRule(name: string, input: OnBus, context: OperationContext): EventRule {
  checkBus(input, context);
  if (!isRuleName(name)) {
    throw invalidInput(
      `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  }
  const rule = context.location.rules.get(name);
  if (!rule) throw eventsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  return rule;
}
