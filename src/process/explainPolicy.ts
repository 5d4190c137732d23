// The command `policy explain`: which rule of the policy file decides about an action of a caller on a resource. It reads the
// policy file alone, and calls nobody.
import { type Action, actions, bucketActions, type Resource } from '../access/access.ts';
import { parseApiKeys } from '../access/apiKeys.ts';
import { type Explanation, explainAccess } from '../access/explainAccess.ts';
import { parsePolicy, type Rule, type Subject } from '../access/policy.ts';
import { ConfigError } from '../config/configError.ts';
import { closestName } from '../core/closestName.ts';
import { parseJson } from '../core/parseJson.ts';
import { type CommandResult, type Environment, parseCommand } from './commandResult.ts';
import { readConfiguredFile } from './readConfiguredFile.ts';

const help = `Explains which rule of the policy file decides.

Usage: glacier-graphql policy explain --caller NAME --action ACTION --resource RESOURCE [--option value ...]

  --caller NAME
      The name of an API key.

  --claims JSON
      The claims of a token, instead of --caller. For example: '{"groups": ["archivists"]}'

  --action ACTION
      ${actions.join(', ')}; on a bucket ${bucketActions.join(', ')}

  --resource RESOURCE
      account/region/vault for a vault and everything in it, account/s3/bucket for a bucket and its objects,
      account/region for everything else.
      For example: 111122223333/us-east-1/photos

  --policy-file PATH, POLICY_FILE
      The policy file.

  --api-keys-file PATH, API_KEYS_FILE
      The file of API keys. With it, an unknown --caller is an error.

  --json
      Print the result as JSON.

Exit code: 0 if the action is allowed, 1 if it is not, 2 if an argument or a file has a fault.
`;

const options = {
  caller: { type: 'string' },
  claims: { type: 'string' },
  action: { type: 'string' },
  resource: { type: 'string' },
  'policy-file': { type: 'string' },
  'api-keys-file': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Given = ReturnType<typeof parseCommand<typeof options>>['values'];

/** Rejects with ConfigError. */
export async function explainPolicy(args: readonly string[], env: Environment): Promise<CommandResult> {
  const { values: given, positionals } = parseCommand('policy explain', args, options);
  if (positionals.length > 0) throw new ConfigError([`Unexpected argument ${JSON.stringify(positionals[0])}.`]);
  if (given.help) return { text: help.trimEnd(), exitCode: 0 };
  const faults: string[] = [];
  const subject = subjectOf(given, faults);
  const action = actionOf(given.action, faults);
  const resource = resourceOf(given.resource, faults);
  const path = given['policy-file'] || env['POLICY_FILE'];
  if (!path) faults.push('Missing: --policy-file or POLICY_FILE.');
  if (faults.length > 0 || !path || !action || !resource) throw new ConfigError(faults);
  const policy = await readConfiguredFile('POLICY_FILE', path, parsePolicy);
  await checkKey(subject.key, given['api-keys-file'] || env['API_KEYS_FILE']);
  const explanation = explainAccess(policy.rulesFor(subject), action, resource);
  const exitCode = explanation.isAllowed ? 0 : 1;
  const asked = { caller: given.caller ?? 'the token', action, resource: given.resource ?? '' };
  return { text: given.json ? jsonOf(asked, explanation) : textOf(asked, explanation), exitCode };
}

function subjectOf({ caller, claims }: Given, faults: string[]): Subject {
  if (!caller === !claims) faults.push('Give either --caller or --claims.');
  if (!claims) return { key: caller };
  const value = parseJson(claims);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { claims: value as Record<string, unknown> };
  faults.push(`--claims is ${JSON.stringify(claims)}. Allowed: a JSON object.`);
  return {};
}

const allActions: readonly Action[] = [...new Set([...actions, ...bucketActions])];

function actionOf(given: string | undefined, faults: string[]): Action | undefined {
  const action = allActions.find((each) => each === given);
  if (!action) {
    const meant = given === undefined ? undefined : closestName(given, allActions);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    faults.push(
      given === undefined
        ? `Missing: --action. Allowed: ${allActions.join(', ')}.`
        : `--action is ${JSON.stringify(given)}. Allowed: ${allActions.join(', ')}.${hint}`,
    );
  }
  return action;
}

function resourceOf(given: string | undefined, faults: string[]): Resource | undefined {
  const [, accountId, region, name] = /^(\d{12})\/([a-z\d-]+)(?:\/([A-Za-z0-9_.-]{1,255}))?$/.exec(given ?? '') ?? [];
  if (accountId === undefined || region === undefined || (region === 's3' && name === undefined)) {
    const form = 'account/region/vault, account/s3/bucket or account/region, without wildcards';
    faults.push(
      given === undefined
        ? `Missing: --resource. Allowed: ${form}.`
        : `--resource is ${JSON.stringify(given)}. Allowed: ${form}.`,
    );
    return undefined;
  }
  if (name === undefined) return { accountId, region };
  return region === 's3' ? { accountId, bucketName: name } : { accountId, region, vaultName: name };
}

async function checkKey(name: string | undefined, path: string | undefined): Promise<void> {
  if (name === undefined || !path) return;
  const { keys } = await readConfiguredFile('API_KEYS_FILE', path, parseApiKeys);
  if (keys.names.includes(name)) return;
  throw new ConfigError([`--caller is ${JSON.stringify(name)}. API_KEYS_FILE ${path} has no key of that name.`]);
}

interface Asked {
  caller: string;
  action: Action;
  resource: string;
}

const verbOf = ({ effect }: Rule): string => (effect === 'deny' ? 'denies' : 'allows');

const lineOf = (rule: Rule): string =>
  `  ${rule.at}: ${verbOf(rule)} ${rule.actions.join(', ') || 'nothing'} on ${rule.resource}`;

function textOf({ caller, action, resource }: Asked, explanation: Explanation): string {
  const { isAllowed, reason, decidedBy, withoutEffect } = explanation;
  const section = (title: string, rules: readonly Rule[]) => (rules.length > 0 ? [title, ...rules.map(lineOf)] : []);
  return [
    `${isAllowed ? 'Allowed' : 'Not allowed'}: ${action} on ${resource} for ${caller}.`,
    reason,
    ...section('Decided by:', decidedBy),
    ...section('Matches, without effect:', withoutEffect),
  ].join('\n');
}

function jsonOf(asked: Asked, { isAllowed, reason, decidedBy, withoutEffect }: Explanation): string {
  const rules = (list: readonly Rule[]) =>
    list.map(({ at, resource, effect = 'allow', actions: named }) => ({ at, resource, effect, actions: named }));
  const result = { ...asked, isAllowed, reason, decidedBy: rules(decidedBy), withoutEffect: rules(withoutEffect) };
  return JSON.stringify(result, null, 2);
}
