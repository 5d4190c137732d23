// GraphiQL in a browser, used as a person uses it: open a tab, paste variables, press the button, read the answer.
import type { Browser, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Data, TestGateway } from '../support/startGateway.ts';

export interface Graphiql {
  page: Page;
  /** Requests to another host than the gateway. */
  foreignRequests: string[];
  /** Warnings and errors of the browser's console, such as violations of the content security policy. */
  complaints: string[];
  tabs(): Promise<string[]>;
  open(tab: string): Promise<void>;
  setVariables(variables: object): Promise<void>;
  /** Opens the tab, presses the button, and returns the answer of the gateway. */
  run(tab: string): Promise<Data>;
  /** Opens the tab of a subscription and presses the button. */
  follow(tab: string): Promise<void>;
  isFollowing(): Promise<boolean>;
  stop(): Promise<void>;
  /** The visible part of the answer. */
  shown(): Promise<string>;
}

/** Opens the page, and records foreign requests and complaints. The parameters follow the address. */
export async function openGraphiql(browser: Browser, { url }: TestGateway, parameters = ''): Promise<Graphiql> {
  const page = await browser.newPage({
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const foreignRequests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const { protocol, href } = new URL(request.url());
    const own =
      href === url ||
      href.startsWith(`${url}?`) ||
      protocol === 'data:' ||
      href.startsWith(`blob:${new URL(url).origin}/`);
    if (!own) foreignRequests.push(href);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url + parameters);
  const button = page.locator('.graphiql-execute-button');
  await button.waitFor();
  const tab = (name: string) => page.locator('.graphiql-tabs [role=tab]', { hasText: name });

  const graphiql: Graphiql = {
    page,
    foreignRequests,
    complaints,
    tabs: () => page.locator('.graphiql-tabs [role=tab]').allInnerTexts(),
    open: async (name) => {
      // A click on the open tab would undo the last input.
      if ((await tab(name).getAttribute('aria-selected')) === 'true') return;
      await tab(name).click();
      await page.locator('.graphiql-query-editor', { hasText: name }).waitFor();
    },
    // Pasted: the editor closes typed brackets automatically.
    setVariables: async (variables) => {
      await page.locator('.graphiql-editor-tool .view-lines').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(JSON.stringify(variables))})`);
      await page.keyboard.press('ControlOrMeta+V');
      const editor = page.locator('.graphiql-editor-tool .view-lines').first();
      await expect.poll(() => editor.innerText()).toBe(JSON.stringify(variables));
    },
    run: async (name) => {
      await graphiql.open(name);
      return vi.waitFor(
        async () => {
          const answered = page.waitForResponse((response) => response.request().method() === 'POST', {
            timeout: 15_000,
          });
          const [response] = await Promise.all([answered, button.click()]);
          // For a moment after a change of tabs, the page still sends the name of the other operation, and is refused.
          expect(JSON.parse(response.request().postData() ?? '').operationName).toBe(name);
          return response.json();
        },
        { timeout: 45_000, interval: 100 },
      );
    },
    follow: async (name) => {
      await graphiql.open(name);
      await vi.waitFor(
        async () => {
          const asked = page.waitForRequest((request) => request.url().includes('?query='), { timeout: 15_000 });
          const [request] = await Promise.all([asked, button.click()]);
          expect(new URL(request.url()).searchParams.get('operationName')).toBe(name);
          expect((await request.response())?.headers()['content-type']).toMatch(/^text\/event-stream/);
        },
        { timeout: 45_000, interval: 100 },
      );
    },
    isFollowing: async () => /stop/i.test((await button.getAttribute('aria-label')) ?? ''),
    stop: () => button.click(),
    // The editor shows no-break spaces.
    shown: async () => (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' '),
  };
  return graphiql;
}
