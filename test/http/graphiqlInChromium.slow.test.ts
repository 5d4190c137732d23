// GraphiQL in a real browser: its examples run and are followed, without complaints and without requests to other hosts.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { exampleNames, isSubscription } from './exampleNames.ts';
import { type Graphiql, openGraphiql } from './openGraphiql.ts';

describeInChromium('GraphiQL in Chromium', (browser) => {
  let gateway: TestGateway;
  let graphiql: Graphiql;
  beforeAll(async () => {
    gateway = await startGateway();
    graphiql = await openGraphiql(browser(), gateway, '?query=query+Given+{+__typename+}&variables={"a":1}');
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  /** No error or warning in the console, and no request to another host. */
  afterEach(() => {
    expect(graphiql.complaints).toEqual([]);
    expect(graphiql.foreignRequests).toEqual([]);
  });

  const start = async () => (await graphiql.run('StartRetrieval')).data.initiateArchiveRetrieval.job;

  const follow = async (variables: object) => {
    await graphiql.open('FollowJob');
    await graphiql.setVariables(variables);
    await graphiql.follow('FollowJob');
    await expect.poll(graphiql.shown).toContain('"phase": "RUNNING"');
  };

  test('has a tab for the operation of the address, and one for each example', async () => {
    expect(await graphiql.tabs()).toEqual(['Given', ...exampleNames]);
    expect(graphiql.page.url()).toBe(gateway.url);
  });

  test('explores the vaults', async () => {
    const explored = await graphiql.run('ExploreVaults');
    expect(explored.data.vaults.nodes).toHaveLength(10);
    await expect.poll(graphiql.shown).toContain(`"name": "${explored.data.vaults.nodes[0].name}"`);
  });

  test('starts a retrieval', async () => {
    expect((await start()).phase).toBe('RUNNING');
    await expect.poll(graphiql.shown).toContain('"phase": "RUNNING"');
  });

  test('follows a retrieval to its end', async () => {
    const { id, expectedCompletion } = await start();
    await follow({ id });
    expect(await graphiql.isFollowing()).toBe(true);
    gateway.clock.advance(Date.parse(expectedCompletion.latest) - gateway.clock.now());
    await expect.poll(graphiql.shown).toContain('"outcome": "SUCCEEDED"');
    await expect.poll(graphiql.isFollowing).toBe(false);
  });

  test('ends a subscription by its button', async () => {
    await follow(exampleOperations.find(isSubscription)?.variables ?? {});
    await graphiql.stop();
    await expect.poll(graphiql.isFollowing).toBe(false);
  });

  test('has the same tabs and the same address when it is loaded again', async () => {
    await graphiql.open('Given');
    await graphiql.page.locator('.graphiql-query-editor .view-lines').first().click();
    await graphiql.page.keyboard.press('ControlOrMeta+A');
    await graphiql.page.keyboard.type('query Edited ');
    await expect.poll(graphiql.tabs).toEqual(['Edited', ...exampleNames]);
    // GraphiQL writes them a moment later.
    await expect.poll(() => graphiql.page.evaluate('localStorage["graphiql:tabState"]')).toContain('query Edited');
    await graphiql.page.reload({ waitUntil: 'commit' });
    await graphiql.page.locator('.graphiql-execute-button').waitFor();
    expect(await graphiql.tabs()).toEqual(['Edited', ...exampleNames]);
    expect(graphiql.page.url()).toBe(gateway.url);
  });
});
