// The files that the documentation shows, and the program's own reader of each: it throws for what the program refuses.
import { parse } from 'graphql';
import { parseApiKeys } from '../../src/access/apiKeys.ts';
import { parsePolicy } from '../../src/access/policy.ts';
import { defaultConfig } from '../../src/config/options.ts';
import { parseAccounts } from '../../src/config/parseAccounts.ts';
import { parseEvents } from '../../src/events/parseEvents.ts';
import { parsePersistedDocuments } from '../../src/http/documents/parsePersistedDocuments.ts';
import { parseRoutes } from '../../src/notifications/parseRoutes.ts';
import { batchEvent, restoreEvent } from '../events/samples.ts';

function accepted<Parsed extends object>(parsed: Parsed | { faults: string[] }): Parsed {
  if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
  return parsed as Parsed;
}

const { MAX_DEPTH: depth, MAX_ALIASES: aliases, MAX_TOKENS: tokens } = defaultConfig();

export const documentsOf = async (text: string) =>
  accepted(await parsePersistedDocuments(text, { depth, aliases, tokens })).documents;

interface IamPolicy {
  Version: string;
  Statement: { Sid: string; Effect: string; Action: string[]; Resource: string }[];
}

function readIamPolicy(text: string): void {
  const { Version, Statement } = JSON.parse(text) as IamPolicy;
  if (Version !== '2012-10-17') throw new Error(`Version is ${Version}`);
  for (const { Sid, Effect, Action, Resource } of Statement) {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    const isWhole = /^[A-Za-z0-9]+$/.test(Sid) && Effect === 'Allow' && /^(\*|arn:aws:\S+)$/.test(Resource);
    if (!isWhole || Action.length === 0) throw new Error(`the statement ${Sid} is not one`);
    for (const action of Action) if (!/^(glacier|iam|s3|sns|sqs|sts):[A-Z]\w+$/.test(action)) throw new Error(action);
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html, as far as the page needs it. */
function isMatch(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.includes(value);
  return Object.entries(pattern as object).every(([name, inner]) =>
    isMatch(inner, (value as Record<string, unknown> | undefined)?.[name]),
  );
}

/** A pattern for rules of EventBridge: it matches some events, and the gateway uses all of them. */
function readEventPattern(text: string): void {
  const restores = ['Initiated', 'Completed', 'Expired'].map((change) => restoreEvent(`Object Restore ${change}`));
  const events = [batchEvent(), batchEvent('Complete', { source: 'aws.ec2' }), ...restores];
  const matched = events.filter((event) => isMatch(JSON.parse(text), event));
  if (matched.length === 0) throw new Error('the pattern matches no event');
  for (const event of matched) {
    const { kind } = parseEvents(JSON.stringify(event));
    if (kind !== 'events') throw new Error(`the gateway does not use ${JSON.stringify(event)}`);
  }
}

/** What stands behind `file=` -> its reader. */
export const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'restore.graphql': (text) => parse(text),
  'keys.json': (text) => accepted(parseApiKeys(text)),
  'policy.json': (text) => accepted(parsePolicy(text)),
  'accounts.json': (text) => accepted(parseAccounts(text)),
  'documents.json': documentsOf,
  'notify.json': (text) => accepted(parseRoutes(text, { allowsHttp: true })),
  'iam-policy': readIamPolicy,
  'event-pattern': readEventPattern,
};
