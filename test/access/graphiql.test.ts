// GraphiQL with authentication: the page needs no credentials, and sends the headers that the user enters.
import { expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { openGraphiql } from '../http/openGraphiql.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway } from '../support/startGateway.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

describeInChromium('in Chromium', (browser) => {
  test('GraphiQL sends the headers of its pane with queries and with subscriptions', async () => {
    const authenticator = createTestAuthenticator({ keys: { ann: { '*/*': actions, '*/*/*': actions } } });
    await using gateway = await startGateway({ authenticator });
    const graphiql = await openGraphiql(browser(), gateway);
    const { page } = graphiql;
    // The page explains where to enter the key, and shows that pane.
    expect(await page.locator('.graphiql-query-editor').innerText()).toContain('Headers');
    const pane = page.locator('.graphiql-editor-tool .view-lines:visible').first();
    await expect.poll(() => pane.innerText()).toContain('YOUR-KEY');
    expect((await graphiql.run('ExploreVaults')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);

    const writeHeaders = async () => {
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      const editor = page.locator('.graphiql-editor-tool .view-lines:visible').first();
      await editor.click();
      await page.keyboard.press('ControlOrMeta+A');
      const headers = JSON.stringify({ authorization: `Bearer ${keyOf('ann')}` });
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(headers)})`);
      await page.keyboard.press('ControlOrMeta+V');
      await expect.poll(() => editor.innerText()).toContain('Bearer');
    };
    await writeHeaders();
    expect((await graphiql.run('ExploreVaults')).data.vaults.nodes.length).toBeGreaterThan(0);

    const subscription = (await graphiql.tabs()).find((name) => /^(Watch|Follow)/.test(name)) ?? '';
    await graphiql.open(subscription);
    await writeHeaders();
    await graphiql.follow(subscription);
    expect(graphiql.foreignRequests).toEqual([]);
  }, 60_000);
});
