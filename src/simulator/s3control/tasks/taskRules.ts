// Results of tasks that the control endpoint configures: of Lambda functions, and of any operation whose error S3 would not have here.
import type { TaskResult } from '../batch/batchTasks.ts';

/** The first rule that matches decides. A member that is absent matches everything. */
export interface TaskRule {
  /** A member of JobOperation, LambdaInvoke for example. */
  operation?: string;
  /** The function of LambdaInvoke. */
  functionArn?: string;
  bucket?: string;
  /** The decoded key; an asterisk is any text. */
  key?: string;
  result: TaskResult;
}

export interface RuledTask {
  operation: string;
  functionArn: string | undefined;
  bucket: string;
  key: string;
}

export const ruledResult = (rules: readonly TaskRule[], task: RuledTask): TaskResult | undefined =>
  rules.find(
    ({ operation, functionArn, bucket, key }) =>
      (operation === undefined || operation === task.operation) &&
      (functionArn === undefined || functionArn === task.functionArn) &&
      (bucket === undefined || bucket === task.bucket) &&
      (key === undefined || matchesPattern(task.key, key)),
  )?.result;

/** In one pass, whatever the pattern: each text between asterisks is looked for behind the one before. */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
