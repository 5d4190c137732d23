// Validation of task results in JSON. Each error names the member.
import type { TaskResult } from '../batch/batchTasks.ts';
import type { TaskRule } from './taskRules.ts';

export class TaskRuleError extends Error {}

const LONGEST_RESULT = 1024;

/** Each task looks at the rules in their order. */
const MOST_RULES = 1000;

const matchers = ['operation', 'functionArn', 'bucket', 'key'];
const lambdaMembers = ['resultCode', 'resultString'];
const errorMembers = ['errorCode', 'httpStatusCode', 'message'];
const members = [...matchers, ...lambdaMembers, ...errorMembers];
const resultCodes = ['Succeeded', 'TemporaryFailure', 'PermanentFailure'];

export function parseTaskRules(json: string): TaskRule[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Below.
  }
  if (!Array.isArray(value)) throw new TaskRuleError('The body must be a JSON list of task results');
  if (value.length > MOST_RULES) throw new TaskRuleError(`At most ${MOST_RULES} task results are allowed`);
  return value.map((rule: unknown, index) => parseRule(rule, `tasks[${index}]`));
}

function parseRule(rule: unknown, where: string): TaskRule {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) {
    throw new TaskRuleError(`${where} must be an object`);
  }
  const given = new Map<string, unknown>(Object.entries(rule));
  for (const [name, value] of given) {
    if (!members.includes(name)) throw new TaskRuleError(`${where}.${name} is not a member of a task result`);
    if (name !== 'httpStatusCode' && typeof value !== 'string') {
      throw new TaskRuleError(`${where}.${name} must be a text`);
    }
  }
  const isError = given.has('errorCode');
  for (const name of isError ? lambdaMembers : errorMembers) {
    if (!given.has(name)) continue;
    throw new TaskRuleError(`${where}.${name} ${isError ? 'cannot be given with errorCode' : 'needs errorCode'}`);
  }
  const text = (name: string): string | undefined => given.get(name)?.toString();
  return {
    ...Object.fromEntries(matchers.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)]]))),
    result: isError ? errorResult(text, given.get('httpStatusCode'), where) : lambdaResult(text, where),
  };
}

/** What a Lambda function returns for a task. */
function lambdaResult(text: (name: string) => string | undefined, where: string): TaskResult {
  const code = text('resultCode');
  if (code === undefined || !resultCodes.includes(code)) {
    throw new TaskRuleError(`${where} needs errorCode, or resultCode as one of ${resultCodes.join(', ')}`);
  }
  const isFailed = code !== 'Succeeded';
  return {
    status: isFailed ? 'failed' : 'succeeded',
    httpStatusCode: 200,
    errorCode: isFailed ? code : '',
    message: shortened(text('resultString') ?? ''),
  };
}

/** Cut, but not within a character of two UTF-16 units. */
const shortened = (text: string): string =>
  text.length > LONGEST_RESULT ? text.slice(0, LONGEST_RESULT).replace(/[\ud800-\udbff]$/, '') : text;

function errorResult(text: (name: string) => string | undefined, status: unknown, where: string): TaskResult {
  if (!Number.isInteger(status) || Number(status) < 100 || Number(status) > 599) {
    throw new TaskRuleError(`${where}.httpStatusCode must be a whole number from 100 to 599`);
  }
  return {
    status: 'failed',
    httpStatusCode: Number(status),
    errorCode: text('errorCode') ?? '',
    message: text('message') ?? '',
  };
}
