// Validation of a fault plan in JSON. Each error names the member.
import { type Fault, faultKinds, faultPhases } from './fault.ts';

export class FaultInputError extends Error {}

type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');
const oneOf = (words: readonly string[]): Check => {
  return (value) => (words.some((word) => word === value) ? undefined : `must be one of ${words.join(', ')}`);
};
const wholeNumber = (from: number, to: number): Check => {
  return (value) =>
    Number.isInteger(value) && Number(value) >= from && Number(value) <= to
      ? undefined
      : `must be a whole number from ${from} to ${to}`;
};

const checks: Record<keyof Fault, Check> = {
  operation: (value) =>
    typeof value === 'string' && /^(\*|\w+\.\w+)$/.test(value) ? undefined : "must be '*' or like 'glacier.ListJobs'",
  accountId: (value) => (typeof value === 'string' && /^\d{12}$/.test(value) ? undefined : 'must be 12 digits'),
  region: text,
  sessionToken: text,
  call: (value) => (isCall(value) ? undefined : "must be a number from 1, 'every', or { from, to }"),
  share: (value) =>
    typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1',
  seed: text,
  when: oneOf(faultPhases),
  kind: oneOf(faultKinds),
  delayMilliseconds: wholeNumber(0, 600_000),
  lagMilliseconds: wholeNumber(0, 86_400_000),
  code: text,
  status: wholeNumber(200, 599),
  message: text,
};

/** `accountId`: the only account in which the faults may be. */
export function parseFaults(json: string, accountId?: string): Fault[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new FaultInputError('The body must be a JSON list of faults');
  }
  if (!Array.isArray(value)) throw new FaultInputError('The body must be a JSON list of faults');
  const faults = value.map((fault: unknown, index) => checked(fault, `faults[${index}]`));
  if (accountId === undefined) return faults;
  return faults.map((fault, index) => {
    if ((fault.accountId ?? accountId) === accountId) return { ...fault, accountId };
    throw new FaultInputError(`faults[${index}].accountId must be ${accountId} or absent`);
  });
}

function checked(fault: unknown, where: string): Fault {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault))
    throw new FaultInputError(`${where} must be an object`);
  const given = new Map<string, unknown>(Object.entries(fault));
  const problems = [...given.keys()].flatMap((name) => {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof Fault] : undefined;
    const problem = check ? check(given.get(name)) : 'is not a member of a fault';
    return problem === undefined ? [] : [`${where}.${name} ${problem}`];
  });
  for (const name of ['operation', 'kind']) if (!given.has(name)) problems.push(`${where}.${name} is required`);
  if (given.get('kind') === 'delay' && !given.has('delayMilliseconds')) {
    problems.push(`${where}.delayMilliseconds is required for a delay`);
  }
  if (given.get('kind') === 'lag' && !given.has('lagMilliseconds')) {
    problems.push(`${where}.lagMilliseconds is required for a lag`);
  }
  if (given.get('kind') === 'error' && !given.has('code')) problems.push(`${where}.code is required for an error`);
  if (problems.length > 0) throw new FaultInputError(problems.join('; '));
  return fault as Fault;
}

function isCall(value: unknown): boolean {
  if (value === 'every') return true;
  if (typeof value === 'number') return Number.isInteger(value) && value >= 1;
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return false;
  const { from, to } = value;
  return isCall(from) && isCall(to) && typeof from === 'number' && typeof to === 'number' && from <= to;
}
