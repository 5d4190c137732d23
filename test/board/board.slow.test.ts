// The jobs board in Chromium, used as a person uses it. Nothing of it may be refused by its content security policy.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { startProxy } from '../support/startProxy.ts';
import { untilTheEnd } from '../support/startRetrieval.ts';
import { accessibilityFaults } from './accessibilityFaults.ts';
import { feedOfManyJobs } from './feedOfManyJobs.ts';

const start = `mutation { initiateInventoryRetrieval(input: { vault: { address: { accountId: "111122223333", region: "us-east-1", name: "media-masters" } }, description: "started by the test" }) { __typename } }`;

describeInChromium('the jobs board', (browser) => {
  let gateway: TestGateway;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let page: Page;
  let complaints: string[];

  /** Loads the page anew: a change of the fragment alone would not. */
  const open = async (address = '') => {
    await page.goto('about:blank');
    await page.goto(new URL(`/${address}`, proxy.url).href);
    await page.locator('h1').waitFor();
  };
  const rows = () => page.locator('.grid-body [role=row]');
  const countOn = async (button: string) =>
    Number.parseInt(await page.getByRole('button', { name: new RegExp(`^\\d+ ${button}$`) }).innerText(), 10);
  const isComplete = () => page.getByText('Ended jobs are listed for 24 hours').waitFor();
  const jobId = async (filter: string) =>
    (await gateway.data(`{ jobs(first: 1, filter: { ${filter} }) { nodes { id } } }`)).jobs.nodes[0].id as string;

  beforeAll(async () => {
    gateway = await startGateway({ startsJobs: true });
    proxy = await startProxy(gateway.url);
    page = await browser().newPage({ viewport: { width: 1300, height: 800 } });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    complaints = [];
  });
  afterEach(() => expect(complaints).toEqual([]));
  afterAll(async () => {
    await page?.close();
    for (const each of [proxy, gateway]) await each?.[Symbol.asyncDispose]();
  });

  test('shows all jobs with counts, and a job that starts and ends without a reload', async () => {
    await open();
    await isComplete();
    const { jobs } = await gateway.data('{ jobs(first: 0, filter: { phases: [RUNNING] }) { totalCount } }');
    expect(await countOn('Running')).toBe(jobs.totalCount);
    await gateway.data(start);
    await expect.poll(() => countOn('Running')).toBe(jobs.totalCount + 1);
    const started = rows().filter({ hasText: 'started by the test' });
    await started.getByText('Running').waitFor();
    gateway.clock.advance(untilTheEnd);
    await page.getByRole('searchbox').fill('started by the test');
    await started.getByText('Succeeded').waitFor();
    await started.getByText('Expires').waitFor();
  });

  test('has the filter in the address, and takes it from there', async () => {
    await open('#/jobs?kind=INVENTORY_RETRIEVAL&outcome=SUCCEEDED');
    await isComplete();
    expect(await page.getByLabel('Kind').inputValue()).toBe('INVENTORY_RETRIEVAL');
    expect(new Set(await page.locator('.grid-body .cell-state').allInnerTexts())).toEqual(new Set(['✓\nSucceeded']));
    await page.getByRole('button', { name: /Succeeded$/ }).click();
    await page.getByLabel('Location').selectOption('111122223333/us-east-1');
    await expect.poll(() => page.url()).toMatch(/#\/jobs\?kind=INVENTORY_RETRIEVAL&location=111122223333%2Fus-east-1$/);
    const locations = page.locator('.grid-body .cell-location');
    await expect.poll(async () => new Set(await locations.allInnerTexts())).toHaveLength(1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => page.url()).toMatch(/#\/jobs$/);
  });

  test('is used by the keyboard alone: from the list to a job, and to the confirmation of its cancellation', async () => {
    await open('#/jobs?phase=AWAITING_CONFIRMATION');
    await isComplete();
    await page.getByRole('button', { name: 'Clear filters' }).focus();
    const focused = () => page.evaluate('document.activeElement.getAttribute("aria-rowindex")');
    // A notice of sources that cannot be read may be in between.
    for (let presses = 0; presses < 3 && (await focused()) === null; presses++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('2');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('3');
    await page.keyboard.press('Home');
    await expect.poll(focused).toBe('2');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Cancel job' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.getByRole('button', { name: 'Cancel job' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Cancel this job' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Cancel job');
  });

  test('confirms a job, sets its priority and cancels it, each after a question', async () => {
    const id = await jobId('phases: [AWAITING_CONFIRMATION]');
    await open(`#/job/${id}`);
    const phase = async () =>
      (await gateway.data(`{ node(id: "${id}") { ... on BatchJob { phase priority } } }`)).node as Record<
        string,
        unknown
      >;
    const act = async (button: string, action: string, fill = async () => {}) => {
      await page.getByRole('button', { name: button, exact: true }).click();
      await fill();
      await page.getByRole('dialog').getByRole('button', { name: action }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await act('Set priority', 'Set priority', () => page.getByRole('textbox').fill('77'));
    expect(await phase()).toEqual({ phase: 'AWAITING_CONFIRMATION', priority: 77 });
    await act('Confirm', 'Confirm job');
    await page.getByText('The job is confirmed.').waitFor();
    expect((await phase())['phase']).not.toBe('AWAITING_CONFIRMATION');
    await act('Cancel job', 'Cancel job');
    expect((await phase())['phase']).toBe('STOPPING');
  });

  test('shows why tasks failed, and starts the failed ones again in a job that waits for confirmation', async () => {
    await open(`#/job/${await jobId('descriptionContains: "five kinds of failures"')}`);
    await page.getByText('The job completed, and some of its tasks failed.').waitFor();
    const group = page.locator('.failures li', { hasText: 'SlowDown' });
    await group.getByRole('button', { name: 'Retry these' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create the new job' }).click();
    await page.getByRole('link', { name: 'Open the new job' }).click();
    await page.getByRole('button', { name: 'Set priority' }).waitFor();
    gateway.clock.advance(3_600_000);
    await page.getByRole('button', { name: 'Confirm', exact: true }).waitFor();
  });

  test('opens its operations in GraphiQL with their variables', async () => {
    await open('#/jobs?outcome=FAILED');
    const [graphiql] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Show the GraphQL' }).click(),
    ]);
    const editor = graphiql.locator('.graphiql-query-editor');
    await expect.poll(() => editor.innerText()).toMatch(/subscription.JobsBoard/);
    await expect.poll(() => graphiql.locator('.graphiql-editor-tool').innerText()).toContain('FAILED');
    await graphiql.close();
  });

  test('says that the gateway is gone, and recovers with the present state', async () => {
    await open();
    await isComplete();
    const before = await countOn('Running');
    await page.route('**/graphql', (route) => route.abort());
    proxy.cut();
    await page
      .getByRole('status')
      .filter({ hasText: /Connection lost, reconnecting/ })
      .waitFor();
    await page.getByRole('button', { name: 'Reconnect now' }).waitFor();
    await gateway.data(start);
    await page.unroute('**/graphql');
    await page.getByText('Live', { exact: true }).waitFor();
    await expect.poll(() => countOn('Running')).toBe(before + 1);
    // What the browser says of the requests that were aborted.
    expect(complaints.splice(0).filter((complaint) => !complaint.includes('Failed to load resource'))).toEqual([]);
  });

  test('has few of 10,000 rows in the document, and reaches the last one', async () => {
    await page.route('**/graphql', feedOfManyJobs(10_000));
    await open();
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    expect(await rows().count()).toBeLessThan(60);
    // The key is pressed after the rendering that follows the focus, and before the effects of that rendering.
    await rows()
      .first()
      .evaluate(async (row) => {
        row.focus();
        for (let ticks = 0; ticks < 10; ticks += 1) await null;
        row.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }));
      });
    const focused = () => page.evaluate('document.activeElement.getAttribute("aria-rowindex")');
    await expect.poll(focused).toBe('10001');
    expect(await rows().count()).toBeLessThan(60);
    await page.evaluate('window.scrollTo(0, 200000)');
    await expect.poll(() => rows().evaluateAll((all) => all.some((row) => row.ariaRowIndex === '4160'))).toBe(true);
    expect(await rows().count()).toBeLessThan(60);
    await page.unroute('**/graphql');
    complaints = [];
  });

  test.each([
    ['light', 1300],
    ['dark', 1300],
    ['light', 360],
    ['dark', 360],
  ] as const)('has no fault of accessibility in %s at %i pixels', async (colorScheme, width) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const failed = await jobId('descriptionContains: "five kinds of failures"');
    for (const [address, shown] of [
      ['', 'Ended jobs are listed'],
      [`#/job/${failed}`, 'SlowDown'],
      ['#/nothing', 'No such page'],
    ] as const) {
      await open(address);
      await page.getByText(shown).first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
  });
});

describeInChromium('the jobs board of a gateway with keys', (browser) => {
  test('asks for the key, refuses a wrong one, and keeps the right one in memory alone', async () => {
    const authenticator = createTestAuthenticator({ keys: { ann: { '*/*': actions, '*/*/*': actions } } });
    await using gateway = await startGateway({ authenticator });
    const page = await browser().newPage();
    await page.goto(new URL('/', gateway.url).href);
    const enter = async (key: string) => {
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await enter('a-wrong-key-of-enough-characters-000');
    await page.getByText('does not accept this key').waitFor();
    expect(await page.evaluate('[document.activeElement.textContent, document.title]')).toEqual([
      'Sign in',
      'Sign in · glacier-graphql',
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await enter(keyOf('ann'));
    await page.getByText('Ended jobs are listed').waitFor();
    expect(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length')).toBe(0);
    await page.reload();
    await page.getByLabel('API key').waitFor();
    await page.close();
  });
});
