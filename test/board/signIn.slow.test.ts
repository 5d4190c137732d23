// The sign-in of the jobs board with an identity provider, in Chromium, as a person uses it. Nothing of it may be refused by the
// content security policy, and no token may be in a storage.
import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { tokensOf } from '../access/startIssuer.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { accessibilityFaults } from './accessibilityFaults.ts';
import { feedOfManyJobs } from './feedOfManyJobs.ts';
import { clientId, type OidcProvider, startOidcProvider } from './startOidcProvider.ts';

const start = (description: string) =>
  `mutation { initiateInventoryRetrieval(input: { vault: { address: { accountId: "111122223333", region: "us-east-1", name: "media-masters" } }, description: "${description}" }) { __typename } }`;

describeInChromium('the sign-in of the jobs board', (browser) => {
  let oidc: OidcProvider;
  let gateway: TestGateway;
  let page: Page;
  const complaints: string[] = [];
  /** The credentials of the requests for event streams. */
  const streams: string[] = [];

  beforeAll(async () => {
    oidc = await startOidcProvider();
    const authenticator = createTestAuthenticator({
      keys: { bob: { '*/*': actions, '*/*/*': actions } },
      groups: { archivists: { '*/*': actions, '*/*/*': actions } },
      tokens: tokensOf(oidc.keysUrl, { rules: { issuers: [oidc.url] } }),
    });
    const options = { OIDC_CLIENT_ID: clientId, OIDC_SCOPES: ['openid', 'offline_access'], JWT_ISSUER: [oidc.url] };
    gateway = await startGateway({ authenticator, ...options });
  });
  beforeEach(async () => {
    Object.assign(oidc, { answer: {}, lifetime: 600, grants: [], revoked: [] });
    streams.length = 0;
    page = await browser().newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      const { accept, authorization } = request.headers();
      if (accept?.includes('event-stream') && authorization) streams.push(authorization);
    });
  });
  afterEach(async () => {
    await page.close();
    // What the browser says of requests without credentials.
    expect(complaints.splice(0).filter((complaint) => !complaint.includes('401 (Unauthorized)'))).toEqual([]);
  });
  afterAll(async () => {
    for (const each of [gateway, oidc]) await each?.[Symbol.asyncDispose]();
  });

  const board = () => new URL('/', gateway.url).href;
  const open = async (address = '') => {
    await page.goto(board() + address);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  };
  const button = () => page.getByRole('button', { name: /^Sign in with 127\.0\.0\.1:\d+$/ });
  const signIn = async () => {
    await button().click();
    await page.getByText('Ended jobs are listed').waitFor();
  };
  const stored = () => page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length');

  test('comes back to the view that was open, where jobs appear live, and leaves nothing behind', async () => {
    await open('#/jobs?kind=INVENTORY_RETRIEVAL');
    expect(await accessibilityFaults(page)).toEqual([]);
    await signIn();
    expect(page.url()).toBe(`${board()}#/jobs?kind=INVENTORY_RETRIEVAL`);
    expect(await page.getByLabel('Kind').inputValue()).toBe('INVENTORY_RETRIEVAL');
    expect([await stored(), oidc.grants]).toEqual([0, ['authorization_code']]);
    expect(oidc.lastAsked['redirect_uri']).toBe(board());
    expect(oidc.lastAsked['scope']).toBe('openid offline_access');
    await page.getByText('ann', { exact: true }).waitFor();
    await gateway.as(keyOf('bob')).data(start('started while ann looks'));
    await page.getByText('started while ann looks').waitFor();
  });

  test('renews the token before it ends, and the subscription goes on with the new one', async () => {
    oidc.lifetime = 6;
    await open();
    await signIn();
    await expect.poll(() => new Set(streams).size, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    oidc.lifetime = 600;
    await gateway.as(keyOf('bob')).data(start('started after the renewal'));
    await page.getByText('started after the renewal').waitFor();
    expect(oidc.grants.slice(0, 2)).toEqual(['authorization_code', 'refresh_token']);
    expect(await stored()).toBe(0);
  });

  test('ends when somebody signs out: the refresh token is revoked, and a reload signs nobody in', async () => {
    await open('#/vaults');
    await button().click();
    const signOut = page.getByRole('button', { name: 'Sign out' });
    await signOut.waitFor();
    await Promise.all([page.waitForEvent('load'), signOut.click()]);
    await button().waitFor();
    expect([await stored(), oidc.grants, oidc.revoked.length]).toEqual([0, ['authorization_code'], 1]);
  });

  test('refuses an answer with another state, and sends no code to the provider', async () => {
    oidc.answer = { state: 'other' };
    await open('#/vaults');
    await button().click();
    await page.getByRole('alert').getByText('not valid for this sign-in').waitFor();
    expect([page.url(), await stored(), oidc.grants]).toEqual([`${board()}#/vaults`, 0, []]);
    // Nor an answer to no question.
    await page.goto(`${board()}?code=any&state=any`);
    await page.getByRole('alert').getByText('was not started in this tab').waitFor();
    expect([page.url(), oidc.grants]).toEqual([board(), []]);
  });

  test('says what the provider says, and offers the key as well', async () => {
    oidc.answer = { error: 'access_denied', error_description: 'Ann is not an archivist' };
    await open();
    await button().click();
    await page.getByRole('alert').getByText('Ann is not an archivist (access_denied)').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('API key').fill(keyOf('bob'));
    await page.getByRole('button', { name: 'Use the key' }).click();
    await page.getByText('Ended jobs are listed').waitFor();
    expect([page.url(), await stored()]).toEqual([board(), 0]);
  });

  const enterKey = async () => {
    await page.getByLabel('API key').fill(keyOf('bob'));
    await page.getByRole('button', { name: /^(Sign in|Use the key)$/ }).click();
    await page.getByText('Ended jobs are listed').waitFor();
  };

  test.each([
    ['is away', 'cannot be reached', (route: Route) => route.abort()],
    [
      'answers nonsense',
      'not valid for this sign-in',
      (route: Route) =>
        route.fulfill({
          contentType: 'text/html',
          body: '<h1>Hi</h1>',
          headers: { 'access-control-allow-origin': '*' },
        }),
    ],
  ])('says that the provider %s when the user comes back, and the key still works', async (_, words, answer) => {
    await page.route(`${oidc.url}/token`, answer);
    await open('#/vaults');
    await button().click();
    await page.getByRole('alert').getByText(words).waitFor();
    expect([page.url(), await stored()]).toEqual([`${board()}#/vaults`, 0]);
    await page.goto(board());
    await enterKey();
    await page.unrouteAll();
    // What the browser says of the token request that was aborted.
    complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !complaint.includes('ERR_FAILED')));
  });

  test('offers to try again while the gateway cannot reach the provider', async () => {
    await page.route(board(), async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/(<meta name="sign-in" content=")[^"]*/, '$1unavailable');
      return route.fulfill({ response, body });
    });
    await open();
    await page.getByText('cannot reach the identity provider now').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await button().count()).toBe(0);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await button().waitFor();
  });

  test('says why it needs TLS on another host than localhost, and the key works there', async () => {
    const plain = 'http://board.example';
    const own = new URL(board());
    const feed = feedOfManyJobs(1);
    await page.route(`${plain}/**`, async (route) => {
      const { accept, authorization, ...headers } = route.request().headers();
      if (authorization && accept === 'text/event-stream') return feed(route);
      const url = route.request().url().replace(plain, own.origin);
      const credentials = authorization ? { authorization } : {};
      const forwarded = { ...headers, ...credentials, accept: accept ?? '*/*', origin: own.origin, host: own.host };
      return route.fulfill({ response: await route.fetch({ url, headers: forwarded }) });
    });
    await page.goto(plain);
    await page.getByText('open this page by https, or on localhost').waitFor();
    expect([await page.evaluate('crypto.subtle === undefined'), await button().count()]).toEqual([true, 0]);
    await page.setViewportSize({ width: 360, height: 640 });
    expect(await accessibilityFaults(page)).toEqual([]);
    await enterKey();
    expect(new Set(streams)).toEqual(new Set([`Bearer ${keyOf('bob')}`]));
    await page.goto('about:blank');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    // The browser ignores that header there.
    const known = /Cross-Origin-Opener-Policy/;
    complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !known.test(complaint)));
  });
});
