// Files of the operator: policies, API keys, accounts and persisted documents. Each is accepted or has faults that can be printed,
// and a policy that is accepted decides about everything.
import { type Action, actions } from '../../../src/access/access.ts';
import { parseApiKeys } from '../../../src/access/apiKeys.ts';
import { compileRule, decide } from '../../../src/access/decide.ts';
import { explainAccess } from '../../../src/access/explainAccess.ts';
import { parsePolicy } from '../../../src/access/policy.ts';
import { unmatchableCallers, unmatchableResources } from '../../../src/access/unmatchableRules.ts';
import { parseAccounts } from '../../../src/config/parseAccounts.ts';
import { type Json, mutateJson, mutateText } from '../mutate.ts';
import type { Target } from '../target.ts';

export interface PolicyInput {
  file: 'policy' | 'keys' | 'accounts';
  text: string;
}

const words = [
  '*',
  '**',
  'read',
  'start',
  'manage',
  'delete',
  'deny',
  'us-east-1',
  '111122223333/*/a',
  '*/*',
  'keys',
  'a*a*a*a*b',
];

const policy = [
  {
    callers: { keys: ['ann'], claims: { groups: 'archivists', 'realm_access.roles': 'reader', 'a\\.b': 'c' } },
    rules: [
      { resources: ['*/*', '*/*/*'], actions: ['read'] },
      { resources: ['111122223333/us-east-1/media-*'], actions: ['read', 'start'] },
      { resources: ['*/*/legal-*'], deny: ['read'] },
    ],
  },
];
const keys = { ann: [{ sha256: 'a'.repeat(64), expiresAt: '2099-12-31T00:00:00Z' }] };
const accounts = [{ accountId: '111122223333', name: 'archive', regions: ['us-east-1'], sourceIdentity: true }];

const vaults = ['media-masters', 'legal-hold', 'a'.repeat(255), '-'];
const locations = [{ accountId: '111122223333', region: 'us-east-1' }];
const subjects = [
  { key: 'ann' },
  { claims: { groups: ['archivists'], realm_access: { roles: ['reader'] }, 'a.b': 'c' } },
];

/** In seconds of this process. */
const mostCpu = 2;

export const policies: Target<PolicyInput> = {
  name: 'policies',
  atOnce: 50,
  seeds: () =>
    Object.entries({ policy, keys, accounts }).map(([file, value]) => ({
      file: file as PolicyInput['file'],
      text: JSON.stringify(value),
    })),
  mutate: (random, { file, text }) => ({
    file,
    text: random.chance(0.15)
      ? mutateText(random, text, words)
      : mutatedJson(text, (json) => mutateJson(random, json, words)),
  }),
  send: async (input) => {
    const before = process.cpuUsage();
    try {
      const text = examine(input);
      const { user, system } = process.cpuUsage(before);
      return { statuses: [], text: (user + system) / 1e6 > mostCpu ? `${wrong}it took ${user + system} µs` : text };
    } catch (error) {
      return { statuses: [], text: wrong + String(error) };
    }
  },
  judge: (_, { text }) => (text.startsWith(wrong) ? text : null),
};

const wrong = 'wrong: ';

function mutatedJson(text: string, mutate: (value: Json) => Json): string {
  try {
    return JSON.stringify(mutate(JSON.parse(text)));
  } catch {
    return JSON.stringify(mutate(policy));
  }
}

/** Throws if something is wrong. */
function examine({ file, text }: PolicyInput): string {
  if (file === 'keys') return faultsOf(parseApiKeys(text));
  if (file === 'accounts') return faultsOf(parseAccounts(text));
  const parsed = parsePolicy(text);
  if ('faults' in parsed) return faultsOf(parsed);
  faultsOf({ faults: [...unmatchableCallers(parsed, { keyNames: ['bob'], hasTokens: false }), 'one'] });
  faultsOf({ faults: [...unmatchableResources(parsed, locations), 'one'] });
  const decisions = subjects.flatMap((subject) => {
    const rules = parsed.rulesFor(subject);
    return locations.flatMap((location) =>
      [location, ...vaults.map((vaultName) => ({ ...location, vaultName }))].map((resource) => {
        const { allowed } = decide(rules.map(compileRule), resource);
        for (const action of actions) {
          if (explainAccess(rules, action, resource).isAllowed !== allowed.has(action))
            throw new Error(`explain and decide differ about ${action} on ${JSON.stringify(resource)}`);
        }
        if (allowed.size > 0 && !allowed.has('read')) throw new Error('an action is allowed without read');
        return [...allowed].map((action: Action) => action[0]).join('');
      }),
    );
  });
  return `{"message":"decides ${decisions}"}`;
}

function faultsOf(parsed: object): string {
  if (!('faults' in parsed)) return '{"message":"accepted"}';
  const faults = parsed.faults as unknown[];
  if (faults.length === 0) throw new Error('a file is refused without a reason');
  for (const fault of faults) {
    if (typeof fault !== 'string' || fault === '' || /undefined|\[object/.test(fault))
      throw new Error(`a fault is unreadable: ${String(fault).slice(0, 200)}`);
  }
  return JSON.stringify(faults.slice(0, 3).map((message) => ({ message: String(message).replace(/^\S+/, '') })));
}
