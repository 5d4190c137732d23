// Access tokens of the usual identity providers, with the options and the policy that docs/authentication.md shows for each:
// from the options to the answer over HTTP.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parseConfig.ts';
import { configuredFiles } from '../../src/process/configuredFiles.ts';
import { createLog } from '../../src/telemetry/createLog.ts';
import { blocks } from '../docs/blocks.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { type IdentityProvider, identityProviders } from './identityProviders.ts';
import { type Issuer, makeKey, type SigningKey, sign, startIssuer } from './startIssuer.ts';

let key: SigningKey;
let issuer: Issuer;
beforeAll(async () => {
  key = await makeKey('provider-key', 'RS256');
  issuer = await startIssuer(key);
});
afterAll(() => issuer?.[Symbol.asyncDispose]());

/** The block of the documentation under a heading. */
function shown(heading: string, language: string): string {
  const found = blocks.find(
    (block) => block.page === 'docs/authentication.md' && block.heading === heading && block.language === language,
  );
  if (!found) throw new Error(`docs/authentication.md has no ${language} under ${heading}`);
  return found.text;
}

const variables = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^(\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]));

interface Started extends AsyncDisposable {
  gateway: TestGateway;
  lines: string[];
  ask(claims: Record<string, unknown>, header: Record<string, string>): Promise<Response>;
  refusals(): Promise<Record<string, number>>;
}

/** A gateway with the options of the documentation; only the URL of the keys is another. */
async function startFor(provider: IdentityProvider): Promise<Started> {
  issuer.answerWith((response) => response.end(JSON.stringify({ keys: provider.keySet([key.jwk]) })));
  const folder = await temporaryFolder();
  const policy = join(folder.path, 'policy.json');
  await writeFile(policy, shown(provider.heading, 'json'));
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const env = { ...variables(shown(provider.heading, 'sh')), JWT_JWKS_URL: issuer.url, POLICY_FILE: policy };
  const command = parseConfig([], env);
  if (command.kind !== 'serve') throw new Error(command.kind);
  const { authenticator } = await configuredFiles(command.config, log).read();
  const gateway = await startGateway({ authenticator, log, ADMIN_PORT: 0 });
  return {
    gateway,
    lines,
    ask: async (claims, header) => {
      // Without what the helper adds by itself.
      const token = await sign(key, { aud: undefined, iss: undefined, ...claims }, { header });
      return fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ viewer { name kind } vault(name: "media-masters") { name viewerCan } }' }),
      });
    },
    refusals: async () => {
      const text = await (await fetch(gateway.adminUrl ?? '')).text();
      const counts = text.matchAll(/^glacier_graphql_authentication_failures_total\{reason="(\w+)"\} (\d+)$/gm);
      return Object.fromEntries([...counts].map(([, reason, count]) => [reason, Number(count)]));
    },
    [Symbol.asyncDispose]: async () => {
      await gateway[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe.each(identityProviders)('$heading, issuer $accessToken.iss', (provider) => {
  test('an access token is accepted, and the policy reads its scopes, roles and groups', async () => {
    await using started = await startFor(provider);
    const response = await started.ask(provider.accessToken, provider.header);
    expect(await response.json()).toMatchObject({
      data: {
        viewer: { name: provider.accessToken[provider.subjectClaim ?? 'sub'], kind: 'TOKEN' },
        vault: { name: 'media-masters', viewerCan: ['READ', 'START'] },
      },
    });
    expect(await started.refusals()).toEqual({});
  });

  test('an ID token, and a token for another audience, are refused; the reason is for the operator alone', async () => {
    await using started = await startFor(provider);
    const { idToken, accessToken, header, otherAudience } = provider;
    const refused = [
      await started.ask(idToken.claims, idToken.header ?? {}),
      await started.ask({ ...accessToken, ...otherAudience }, header),
      await started.ask({ ...accessToken, iss: 'https://evil.example' }, header),
    ];
    for (const response of refused) {
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="glacier-graphql", error="invalid_token"');
      expect(await response.json()).toMatchObject({
        errors: [{ message: 'The token is invalid or has expired.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    const reasons = started.lines
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'credentials refused')
      .map(({ reason, level, requestId }) => [reason, level, typeof requestId]);
    expect(reasons).toEqual([
      [expect.stringMatching(/^token_(type|claim|audience)$/), 20, 'string'],
      ['token_audience', 20, 'string'],
      ['token_issuer', 20, 'string'],
    ]);
    const counts = await started.refusals();
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(counts['token_issuer']).toBe(1);
    // No part of a token is in the log.
    expect(started.lines.join('')).not.toMatch(/eyJ[\w-]{20}/);
  });
});
