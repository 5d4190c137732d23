// Validation of the faults of events in JSON. Each error names the member.
import { type EventFault, eventFaultKinds } from './eventFaults.ts';

export class EventFaultError extends Error {}

const MOST = 100;
const LONGEST = 604_800;

export function parseEventFaults(json: string): EventFault[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new EventFaultError('The body must be a JSON list of event faults');
  }
  if (!Array.isArray(value) || value.length > MOST) {
    throw new EventFaultError(`The body must be a JSON list of at most ${MOST} event faults`);
  }
  return value.map((fault: unknown, index) => checked(fault, `events[${index}]`));
}

function checked(fault: unknown, where: string): EventFault {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault))
    throw new EventFaultError(`${where} must be an object`);
  const { kind, seconds, share, seed, ...others } = fault as Record<string, unknown>;
  const refuse = (name: string, rule: string) => new EventFaultError(`${where}.${name} ${rule}`);
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse(other, 'is not a member of an event fault');
  if (!eventFaultKinds.some((each) => each === kind))
    throw refuse('kind', `must be one of ${eventFaultKinds.join(', ')}`);
  if (!isNumber(seconds, LONGEST)) throw refuse('seconds', `must be a number from 0 to ${LONGEST}`);
  if (share !== undefined && !isNumber(share, 1)) throw refuse('share', 'must be a number from 0 to 1');
  if (seed !== undefined && typeof seed !== 'string') throw refuse('seed', 'must be a text');
  return fault as EventFault;
}

const isNumber = (value: unknown, most: number): boolean => typeof value === 'number' && value >= 0 && value <= most;
