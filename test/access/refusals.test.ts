// Each reason for refused credentials: in the log at debug and in the metric, and never in the answer.
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type RefusalReason, refusalReasons } from '../../src/access/refusal.ts';
import { createLog } from '../../src/telemetry/createLog.ts';
import { textOf } from '../docs/blocks.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';
import { type Issuer, makeKey, type SigningKey, sign, startIssuer, tokensOf } from './startIssuer.ts';

let key: SigningKey;
let other: SigningKey;
let small: SigningKey;
let issuer: Issuer;
let gateway: TestGateway;
/** Without tokens. */
let keysOnly: TestGateway;
/** Its issuer is down. */
let cutOff: TestGateway;
const lines: Record<string, unknown>[] = [];
const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });

beforeAll(async () => {
  [key, other, small] = await Promise.all([makeKey('first'), makeKey('second'), makeKey('small', 'ES384')]);
  issuer = await startIssuer(key, small);
  const options = {
    keys: { ann: { '*/*': ['read' as const] }, old: { '*/*': ['read' as const] } },
    expiresAt: { old: '2020-01-01T00:00:00Z' },
    groups: { staff: { '*/*': ['read' as const] } },
  };
  const rules = { types: ['at+jwt'], requiredClaims: [{ claim: 'token_use', value: 'access' }] };
  const start = (url?: string) =>
    startGateway({
      log,
      ADMIN_PORT: 0,
      authenticator: createTestAuthenticator({ ...options, ...(url ? { tokens: tokensOf(url, { rules }) } : {}) }),
    });
  [gateway, keysOnly, cutOff] = await Promise.all([start(issuer.url), start(), start('http://127.0.0.1:9/keys')]);
});
afterAll(async () => {
  await Promise.all([gateway, keysOnly, cutOff, issuer].map((open) => open?.[Symbol.asyncDispose]()));
});

const token = (claims: Record<string, unknown> = {}, by = key, header: Record<string, unknown> = {}) =>
  sign(by, { token_use: 'access', groups: ['staff'], ...claims }, { header: { typ: 'at+jwt', ...header } });

const bearer = async (secret: string | Promise<string>) => ({ authorization: `Bearer ${await secret}` });

const cases: Record<RefusalReason, () => Promise<Record<string, string>>> = {
  credentials_missing: async () => ({ authorization: 'Basic x' }),
  credentials_ambiguous: async () => ({ ...(await bearer(keyOf('ann'))), 'x-api-key': keyOf('ann') }),
  key_unknown: () => bearer('unknown-key'),
  key_expired: () => bearer(keyOf('old')),
  token_malformed: () => bearer('no-token'),
  token_algorithm: () => bearer(token({}, small)),
  token_key_unknown: () => bearer(token({}, other)),
  token_signature: () => bearer(token({}, { ...other, kid: 'first' })),
  token_type: () => bearer(token({}, key, { typ: 'JWT' })),
  token_issuer: () => bearer(token({ iss: 'https://other.example' })),
  token_audience: () => bearer(token({ aud: 'other' })),
  token_expired: () => bearer(token({ exp: 1 })),
  token_not_yet_valid: () => bearer(token({ nbf: Math.floor(Date.now() / 1000) + 600 })),
  token_subject: () => bearer(token({ sub: 'Not supported currently. Use oid claim.' })),
  token_claim: () => bearer(token({ token_use: 'id' })),
  issuer_unreachable: () => bearer(token()),
  no_permission: () => bearer(token({ groups: ['strangers'] })),
};

/** The error codes of RFC 6750, section 3.1, that are not invalid_token. */
const challenges: Partial<Record<RefusalReason, string>> = {
  credentials_missing: '',
  credentials_ambiguous: ', error="invalid_request"',
};

/** The count of a reason in the metrics. */
async function countOf({ adminUrl }: TestGateway, reason: string): Promise<number> {
  const text = await (await fetch(adminUrl ?? '')).text();
  const found = new RegExp(`^glacier_graphql_authentication_failures_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(
    text,
  );
  return Number(found?.[1] ?? 0);
}

const asked = (reason: RefusalReason): TestGateway =>
  reason === 'key_unknown' ? keysOnly : reason === 'issuer_unreachable' ? cutOff : gateway;

test.each(Object.entries(cases) as [RefusalReason, (typeof cases)[RefusalReason]][])('%s', async (reason, headers) => {
  const to = asked(reason);
  const before = await countOf(to, reason);
  lines.length = 0;
  const response = await fetch(`${to.url}?query={__typename}`, { headers: await headers() });
  const status = reason === 'no_permission' ? 403 : reason === 'issuer_unreachable' ? 503 : 401;
  expect(response.status).toBe(status);
  expect(await response.text()).not.toContain(reason);
  const error = challenges[reason] ?? ', error="invalid_token"';
  expect(response.headers.get('www-authenticate')).toBe(
    status === 401 ? `Bearer realm="glacier-graphql"${error}` : null,
  );
  const refused = lines.filter(({ msg }) => msg === 'credentials refused');
  expect(refused).toMatchObject([{ level: 20, reason, requestId: response.headers.get('x-request-id') }]);
  expect(await countOf(to, reason)).toBe(before + 1);
});

test.each<[string, Record<string, string>]>([
  ['none at all', {}],
  ['an empty x-api-key', { 'x-api-key': '' }],
  ['an empty bearer', { authorization: 'Bearer ' }],
  ['a password for a proxy', { authorization: 'Basic YTpi' }],
  ['a ticket for a proxy', { authorization: 'Negotiate YTpi' }],
  ['a key without its scheme', { authorization: keyOf('ann') }],
  ['a cookie', { cookie: 'a=b' }],
])('a request with %s lacks authentication, so the challenge has no error code', async (_, headers) => {
  const response = await fetch(`${gateway.url}?query={__typename}`, { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="glacier-graphql"');
});

test('credentials on a WebSocket are refused for the same reasons', async () => {
  const before = await countOf(gateway, 'token_expired');
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: await cases.token_expired() }));
  await once(socket, 'close');
  expect(await countOf(gateway, 'token_expired')).toBe(before + 1);
});

test('a token without kid is verified with each key of its algorithm', async () => {
  const [first, second] = await Promise.all([makeKey('a'), makeKey('b')]);
  await using several = await startIssuer(first, second);
  const tokens = tokensOf(several.url);
  for (const by of [first, second]) {
    const verified = await tokens.verify(await sign(by, {}, { header: { kid: undefined } as object }));
    expect(verified.subject).toBe('ann');
  }
  await expect(tokens.verify(await sign(other, {}, { header: { kid: undefined } as object }))).rejects.toMatchObject({
    reason: 'token_signature',
  });
});

test('the documentation lists each reason', () => {
  const page = textOf('docs/authentication.md');
  for (const reason of Object.keys(refusalReasons)) expect(page).toContain(`| \`${reason}\` |`);
});
