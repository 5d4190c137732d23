// What a caller of an earlier time may do now: after its key, its issuer or the policy has changed.
import { expect, test } from 'vitest';
import type { Action } from '../../src/access/access.ts';
import { parseApiKeys } from '../../src/access/apiKeys.ts';
import type { Authenticator } from '../../src/access/authenticator.ts';
import { createAuthenticator, createOpenAuthenticator } from '../../src/access/authenticator.ts';
import { anonymous, anonymousReader, type CallerRecord } from '../../src/access/caller.ts';
import type { Tokens } from '../../src/access/createTokens.ts';
import { parsePolicy } from '../../src/access/policy.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'films' };
const resource = '111122223333/us-east-1/films';
const issuer = 'https://issuer.example';

const tokensFrom = (issuers: readonly string[]): Tokens => ({
  verify: async () => ({
    subject: 'ann',
    issuer: null,
    expiresAt: Date.now() + 60_000,
    claims: { iss: issuer, groups: ['editors'], email: 'ann@example.com' },
  }),
  accepts: (iss) => issuers.includes(String(iss)),
});

/** What is stored of a caller, with an API key or the token. */
async function recordOf(authenticator: Authenticator, secret: string): Promise<CallerRecord> {
  const { id, credential, claims } = await authenticator.authenticate({ authorization: `Bearer ${secret}` });
  return JSON.parse(JSON.stringify({ id, credential, claims }));
}

/** What the caller may do in the vault, or the code of the refusal. */
function mayDo(authenticator: Authenticator, earlier: CallerRecord): Action[] | string {
  try {
    const access = authenticator.presentAccess(earlier);
    return (['read', 'start', 'manage', 'delete'] as const).filter((action) => access.allows(action, vault));
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const keys = (actions: readonly Action[], name = 'ann') => ({ [name]: { [resource]: actions } });

test('of a key: by the present policy, and nothing without the key', async () => {
  const ann = await recordOf(createTestAuthenticator({ keys: keys(['read', 'start']) }), keyOf('ann'));
  expect(mayDo(createTestAuthenticator({ keys: keys(['read', 'start']) }), ann)).toEqual(['read', 'start']);
  expect(mayDo(createTestAuthenticator({ keys: keys(['read']) }), ann)).toEqual(['read']);
  expect(mayDo(createTestAuthenticator({ keys: keys([]) }), ann)).toBe('FORBIDDEN');
  expect(mayDo(createTestAuthenticator({ keys: keys(['read', 'start'], 'bob') }), ann)).toBe('UNAUTHENTICATED');
  const expired = createTestAuthenticator({ keys: keys(['read']), expiresAt: { ann: '2020-01-01T00:00:00Z' } });
  expect(mayDo(expired, ann)).toBe('UNAUTHENTICATED');
});

test('of a key that now has another name: nothing, because the limits and the audit log have the earlier one', async () => {
  const named = (name: string) => {
    const parsed = parseApiKeys(JSON.stringify({ [name]: [{ sha256: 'a'.repeat(64) }] }));
    const policy = parsePolicy(
      JSON.stringify([{ callers: { keys: [name] }, rules: [{ resources: [resource], actions: ['read'] }] }]),
    );
    if ('faults' in parsed || 'faults' in policy) throw new Error('a fault in the files');
    return createAuthenticator({ keys: parsed.keys, policy, tokens: undefined, clock: systemClock });
  };
  const ann = { id: 'key:ann', credential: 'a'.repeat(24) };
  expect(mayDo(named('ann'), ann)).toEqual(['read']);
  expect(mayDo(named('ann2'), ann)).toBe('UNAUTHENTICATED');
});

test('of a token: by the claims that the policy named, while its issuer is accepted', async () => {
  const groups = { editors: { [resource]: ['read', 'start'] as const }, others: { [resource]: ['read'] as const } };
  const tokens = tokensFrom([issuer]);
  const ann = await recordOf(createTestAuthenticator({ keys: {}, groups, tokens }), 'token');
  expect(ann.claims).toEqual({ iss: issuer, groups: ['editors'] });
  expect(mayDo(createTestAuthenticator({ keys: {}, groups, tokens }), ann)).toEqual(['read', 'start']);
  const fewer = { editors: groups.others, others: groups.others };
  expect(mayDo(createTestAuthenticator({ keys: {}, groups: fewer, tokens }), ann)).toEqual(['read']);
  expect(mayDo(createTestAuthenticator({ keys: {}, groups: { others: groups.others }, tokens }), ann)).toBe(
    'FORBIDDEN',
  );
  expect(mayDo(createTestAuthenticator({ keys: {}, groups, tokens: tokensFrom([]) }), ann)).toBe('UNAUTHENTICATED');
  expect(mayDo(createTestAuthenticator({ keys: keys(['read']), groups }), ann)).toBe('UNAUTHENTICATED');
});

test('of a token: nothing once the policy names a claim that was not stored, which could deny it', async () => {
  const tokens = tokensFrom([issuer]);
  const byKeys = createTestAuthenticator({ keys: keys(['read', 'start']), tokens });
  const groups = { editors: { [resource]: ['read', 'start'] as const } };
  const { claims: _, ...ann } = await recordOf(createTestAuthenticator({ keys: {}, groups, tokens }), 'token');
  const stored = { ...ann, claims: { iss: issuer } };
  expect(mayDo(createTestAuthenticator({ keys: {}, groups, tokens }), stored)).toBe('FORBIDDEN');
  expect(mayDo(byKeys, stored)).toBe('FORBIDDEN');
  expect(mayDo(byKeys, ann)).toBe('UNAUTHENTICATED');
});

test('of an anonymous caller: what anonymous callers may do now', () => {
  expect(mayDo(createOpenAuthenticator(anonymous), anonymous)).toContain('start');
  expect(mayDo(createOpenAuthenticator(anonymousReader), anonymous)).toEqual(['read']);
  expect(mayDo(createTestAuthenticator({ keys: keys(['read', 'start']) }), anonymous)).toBe('UNAUTHENTICATED');
});
