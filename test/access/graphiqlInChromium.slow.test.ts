// GraphiQL with authentication: the page needs no credentials, and sends the headers that the user enters.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { type Graphiql, openGraphiql } from '../http/openGraphiql.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const visiblePane = (page: Page) => page.locator('.graphiql-editor-tool .view-lines:visible').first();

/** Replaces the headers of the open tab. */
async function writeHeaders(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  const pane = visiblePane(page);
  await pane.click();
  await page.keyboard.press('ControlOrMeta+A');
  const headers = JSON.stringify({ authorization: `Bearer ${keyOf('ann')}` });
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(headers)})`);
  await page.keyboard.press('ControlOrMeta+V');
  await expect.poll(() => pane.innerText()).toContain('Bearer');
}

describeInChromium('GraphiQL of a gateway with authentication', (browser) => {
  let gateway: TestGateway;
  let graphiql: Graphiql;
  beforeAll(async () => {
    const authenticator = createTestAuthenticator({ keys: { ann: { '*/*': actions, '*/*/*': actions } } });
    gateway = await startGateway({ authenticator });
    graphiql = await openGraphiql(browser(), gateway);
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  test('explains where to enter the key, and shows that pane', async () => {
    const { page } = graphiql;
    expect(await page.locator('.graphiql-query-editor').innerText()).toContain('Headers');
    await expect.poll(() => visiblePane(page).innerText()).toContain('YOUR-KEY');
  });

  test('shows UNAUTHENTICATED without a key', async () => {
    expect((await graphiql.run('ExploreVaults')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('sends the headers of its pane with queries', async () => {
    await writeHeaders(graphiql.page);
    expect((await graphiql.run('ExploreVaults')).data.vaults.nodes.length).toBeGreaterThan(0);
  });

  test('sends the headers of its pane with subscriptions, and no request to another host', async () => {
    const subscription = (await graphiql.tabs()).find((name) => /^(Watch|Follow)/.test(name)) ?? '';
    await graphiql.open(subscription);
    await writeHeaders(graphiql.page);
    await graphiql.follow(subscription);
    expect(graphiql.foreignRequests).toEqual([]);
  });

  test('keeps keys in memory alone, and removes those that an earlier version has stored', async () => {
    const { page } = graphiql;
    const stored = () => page.evaluate<Record<string, string>>('({ ...localStorage })');
    await graphiql.open('ExploreVaults');
    await writeHeaders(page);
    await graphiql.run('ExploreVaults');
    await page.locator('.graphiql-query-editor .view-lines').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('query Edited ');
    // GraphiQL writes the tabs a moment later, with all that it keeps of them.
    await expect.poll(async () => (await stored())['graphiql:tabState']).toContain('query Edited');
    expect(JSON.stringify(await stored())).not.toContain('Bearer');

    const given = { headers: 'Bearer old', query: '{ a }', variables: null, operationName: null };
    const tab = { ...given, id: 'old', title: 'Old', hash: '{ a }||Bearer old', response: null };
    const old = {
      'graphiql:headers': 'Bearer old',
      'graphiql:shouldPersistHeaders': 'true',
      'graphiql:tabState': JSON.stringify({ tabs: [tab], activeTabIndex: 0 }),
    };
    await page.evaluate(`Object.assign(localStorage, ${JSON.stringify(old)})`);
    await page.reload({ waitUntil: 'commit' });
    await page.locator('.graphiql-execute-button').waitFor();
    expect(await graphiql.tabs()).toEqual(['Old']);
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await expect.poll(() => visiblePane(page).innerText()).toContain('YOUR-KEY');
    const kept = await stored();
    expect(kept['graphiql:tabState']).toContain('{ a }');
    expect(JSON.stringify(kept)).not.toContain('Bearer old');
  });
});
