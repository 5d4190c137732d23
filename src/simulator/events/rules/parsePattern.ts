// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
// Event patterns: an object as the event has it, with the allowed values in lists. Of the other comparisons there are prefix,
// anything-but and exists; the rest is refused by name.
import { AwsError, NotSimulated } from '../../http/errors.ts';

type Test = (value: unknown) => boolean;

const MOST_CHARACTERS = 4096;

/** Comparisons of AWS that the simulator has not. */
const unsupported: readonly string[] = ['suffix', 'equals-ignore-case', 'numeric', 'cidr', 'wildcard'];

export function parsePattern(text: string): (event: object) => boolean {
  if (text.length > MOST_CHARACTERS) throw invalid(`Pattern is longer than ${MOST_CHARACTERS} characters`);
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalid('Could not parse as JSON');
  }
  if (!isObject(pattern)) throw invalid('Filter is not an object');
  return parseObject(pattern, '');
}

/** All members must match. */
function parseObject(pattern: Record<string, unknown>, path: string): Test {
  const members = Object.entries(pattern);
  if (members.length === 0) throw invalid(`Empty objects are not allowed${path === '' ? '' : ` at ${path}`}`);
  const tests = members.map(([name, value]): [string, Test] => {
    const at = path === '' ? name : `${path}.${name}`;
    if (name === '$or') throw new NotSimulated('The simulator has no $or in event patterns');
    if (isObject(value)) {
      const inner = parseObject(value, at);
      return [name, (given) => isObject(given) && inner(given)];
    }
    if (!Array.isArray(value)) throw invalid(`"${at}" must be an object or an array`);
    if (value.length === 0) throw invalid(`Empty arrays are not allowed at ${at}`);
    const values = value.map((each: unknown) => parseValue(each, at));
    return [name, (given) => values.some((test) => test(given))];
  });
  return (event) => isObject(event) && tests.every(([name, test]) => test(event[name]));
}

/** One value of a list. A list in the event matches if one of its values does. */
function parseValue(value: unknown, path: string): Test {
  if (!isObject(value)) {
    if (Array.isArray(value)) throw invalid(`Nested arrays are not allowed at ${path}`);
    return some((given) => given === value);
  }
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0) throw invalid(`Only one key allowed in match expression at ${path}`);
  if (unsupported.includes(name)) throw new NotSimulated(`The simulator has no ${name} in event patterns`);
  switch (name) {
    case 'exists':
      if (typeof argument !== 'boolean') throw invalid(`exists must be true or false at ${path}`);
      return (given) => (given !== undefined && !isObject(given)) === argument;
    case 'prefix':
      return some(prefixTest(argument, path));
    case 'anything-but':
      return some(not(otherThan(argument, path)));
    default:
      throw invalid(`Unrecognized match type ${name}`);
  }
}

function otherThan(argument: unknown, path: string): Test {
  if (isObject(argument)) {
    const [[name, prefix] = ['', undefined], ...others] = Object.entries(argument);
    if (others.length > 0 || !['prefix', ...unsupported].includes(name))
      throw invalid(`Unsupported anything-but pattern: ${name}`);
    if (name !== 'prefix') throw new NotSimulated(`The simulator has no anything-but with ${name} in event patterns`);
    return prefixTest(prefix, path);
  }
  const values: unknown[] = Array.isArray(argument) ? argument : [argument];
  if (values.length === 0 || values.some((each) => typeof each !== 'string' && typeof each !== 'number')) {
    throw invalid(`anything-but must be a text, a number or a list of them at ${path}`);
  }
  return (given) => values.includes(given);
}

function prefixTest(prefix: unknown, path: string): Test {
  if (isObject(prefix)) throw new NotSimulated('The simulator has no equals-ignore-case in event patterns');
  if (typeof prefix !== 'string') throw invalid(`prefix must be a text at ${path}`);
  return (given) => typeof given === 'string' && given.startsWith(prefix);
}

/** An absent member has no value that could match. */
const some =
  (test: Test): Test =>
  (given) =>
    given !== undefined && (Array.isArray(given) ? given.some(test) : test(given));

const not =
  (test: Test): Test =>
  (value) =>
    !test(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`, { status: 400 });
