// Configured files that change while the gateway runs: what callers may do, what it serves, and what becomes of open streams.
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import WebSocket from 'ws';
import { ConfigError } from '../../src/config/configError.ts';
import { type Config, defaultConfig } from '../../src/config/options.ts';
import { createClock } from '../../src/core/clock.ts';
import { builtInPriceList } from '../../src/pricing/priceList.ts';
import { configuredFiles } from '../../src/process/configuredFiles.ts';
import { createReloader } from '../../src/process/createReloader.ts';
import { fileSignature } from '../../src/process/fileSignature.ts';
import { createFileReload, reloadableOf } from '../../src/process/reloadFiles.ts';
import { demoAccounts } from '../../src/simulator/demo/accounts.ts';
import { newReloadFigures } from '../../src/telemetry/reloadFigures.ts';
import { createTestAuthenticator } from '../access/createTestAuthenticator.ts';
import { routesOf } from '../notifications/routes.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { bearer, expiringKeysFile, keysFile, policyFile } from './accessFiles.ts';

const subscription = 'subscription { jobFeed { __typename } }';

let folder: Folder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder?.[Symbol.asyncDispose]());

let count = 0;

/** A gateway with its files in a folder of their own, and a reloader whose checks come when the test moves its clock. */
async function open(
  texts: Partial<
    Record<'API_KEYS_FILE' | 'POLICY_FILE' | 'PRICE_LIST_FILE' | 'ACCOUNTS_FILE' | 'PERSISTED_DOCUMENTS_FILE', string>
  >,
) {
  count += 1;
  const path = join(folder.path, String(count));
  await mkdir(path);
  const pathOf = (option: string) => join(path, option);
  const write = (option: string, text: string) => writeFile(pathOf(option), text);
  await Promise.all(Object.entries(texts).map(([option, text]) => write(option, text)));
  const named = Object.fromEntries(Object.keys(texts).map((option) => [option, pathOf(option)]));
  const config: Config = { ...defaultConfig(), ...named, BACKEND: 'aws' };
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) });
  const files = configuredFiles(config, log);
  const signature = await fileSignature(files.paths);
  const first = await files.read();
  const figures = newReloadFigures(0);
  const gateway = await startGateway({
    authenticator: first.authenticator,
    persistedDocuments: first.persistedDocuments,
    reloads: figures,
    ADMIN_PORT: 0,
    ...(first.accounts ? { accounts: accountsOf(first.accounts) } : {}),
  });
  onTestFinished(() => gateway[Symbol.asyncDispose]());
  const reloadable = reloadableOf(first, gateway.backend);
  const clock = createClock({ speed: 0 });
  const reloader = createReloader({
    paths: files.paths,
    signature,
    intervalSeconds: 5,
    reload: createFileReload({
      files,
      first: { reloadable, accounts: first.accounts },
      opened: { withAccounts: async (accounts) => ({ ...gateway.backend, accounts: accountsOf(accounts) }) },
      gateway,
    }),
    figures,
    log,
    clock,
  });
  onTestFinished(() => reloader.close());
  return { gateway, reloader, clock, figures, lines, path, pathOf, write };
}

const accountsOf = (
  accounts: readonly { accountId: string; regions: readonly string[] }[],
): TestGateway['backend']['accounts'] => {
  const [first, ...others] = accounts.map(({ accountId, regions }) => ({ accountId, regions, name: null }));
  if (!first) throw new Error('no account');
  return [first, ...others];
};

function endOf({ ended }: Subscriber): () => boolean {
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
  });
  return () => isEnded;
}

const statusOf = async ({ url }: TestGateway, name: string) =>
  (await fetch(`${url}?query={__typename}`, { headers: bearer(name) })).status;

/** A clock that knows how many of its alarms are set, and how many there were. */
function countingClock() {
  const clock = createClock({ speed: 0 });
  const counts = { set: 0, total: 0 };
  return {
    ...clock,
    counts,
    after: (milliseconds: number, callback: () => void) => {
      let isSet = true;
      const unset = () => {
        if (isSet) counts.set -= 1;
        isSet = false;
      };
      counts.set += 1;
      counts.total += 1;
      const cancel = clock.after(milliseconds, () => {
        unset();
        callback();
      });
      return () => {
        unset();
        cancel();
      };
    },
  };
}

async function checkOnce(clock: ReturnType<typeof countingClock>): Promise<void> {
  const { total } = clock.counts;
  clock.advance(5_000);
  // The next check is scheduled at the end of this one.
  await expect.poll(() => clock.counts.total).toBe(total + 1);
}

function openSocket({ url }: TestGateway, name: string) {
  let isOpen = false;
  const heard: { closed?: { code: number; reason: string }; hasEvent?: true } = {};
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: bearer(name),
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    on: {
      connected: () => {
        isOpen = true;
      },
      closed: (event) => {
        isOpen = false;
        const { code, reason } = event as { code: number; reason: string };
        heard.closed = { code, reason };
      },
    },
  });
  const next = () => {
    heard.hasEvent = true;
  };
  const sink = { next, error: () => undefined, complete: () => undefined };
  client.subscribe({ query: subscription }, sink);
  onTestFinished(() => void client.dispose());
  return {
    subscribed: () => expect.poll(() => heard.hasEvent).toBe(true),
    closed: async () => {
      await expect.poll(() => heard.closed).toBeDefined();
      return heard.closed;
    },
    isOpen: () => isOpen,
  };
}

test('a key that is revoked is refused, and its streams end, while those of others go on', async () => {
  const { gateway, reloader, write } = await open({
    API_KEYS_FILE: keysFile('ann', 'bob'),
    POLICY_FILE: policyFile('ann', 'bob'),
  });
  await using revoked = await subscribe(gateway.url, subscription, {}, bearer('ann'));
  await using staying = await subscribe(gateway.url, subscription, {}, bearer('bob'));
  const isStayingEnded = endOf(staying);
  const socket = openSocket(gateway, 'ann');
  const other = openSocket(gateway, 'bob');
  await Promise.all([socket.subscribed(), other.subscribed()]);

  await write('API_KEYS_FILE', keysFile('bob'));
  await write('POLICY_FILE', policyFile('bob'));
  await reloader.reload();

  expect(await statusOf(gateway, 'ann')).toBe(401);
  expect(await statusOf(gateway, 'bob')).toBe(200);
  await revoked.ended;
  expect(revoked.isWhole()).toBe(true);
  expect(revoked.events.some(({ event }) => event === 'complete')).toBe(false);
  expect(await socket.closed()).toEqual({ code: 4403, reason: 'The credentials are no longer valid' });
  expect(other.isOpen()).toBe(true);
  expect(gateway.activity().broadcasts).toBe(1);
  expect(isStayingEnded()).toBe(false);
});

test('a stream ends when its key expires by the present file, which can be sooner or later than by the earlier one', async () => {
  const begun = Date.now();
  const inHours = (hours: number) => new Date(begun + hours * 3_600_000).toISOString();
  const { gateway, reloader, write } = await open({
    API_KEYS_FILE: expiringKeysFile({ ann: inHours(100), bob: inHours(1) }),
    POLICY_FILE: policyFile('ann', 'bob'),
  });
  await using sooner = await subscribe(gateway.url, subscription, {}, bearer('ann'));
  await using later = await subscribe(gateway.url, subscription, {}, bearer('bob'));
  const isLaterEnded = endOf(later);
  const socket = openSocket(gateway, 'ann');
  const other = openSocket(gateway, 'bob');
  await Promise.all([socket.subscribed(), other.subscribed()]);

  await write('API_KEYS_FILE', expiringKeysFile({ ann: inHours(2), bob: inHours(100) }));
  await reloader.reload();
  expect([socket.isOpen(), other.isOpen()]).toEqual([true, true]);
  vi.useFakeTimers({ toFake: ['Date'], now: begun + 3 * 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());

  await sooner.ended;
  expect(sooner.events.some(({ event }) => event === 'complete')).toBe(false);
  expect(await socket.closed()).toEqual({ code: 4403, reason: 'The credentials have expired' });
  expect([isLaterEnded(), other.isOpen()]).toEqual([false, true]);
});

test('a caller whose permissions change gets the new ones, at once and on a new stream', async () => {
  const { gateway, reloader, write } = await open({ API_KEYS_FILE: keysFile('ann'), POLICY_FILE: policyFile('ann') });
  await using stream = await subscribe(gateway.url, subscription, {}, bearer('ann'));
  const socket = openSocket(gateway, 'ann');
  await socket.subscribed();
  const [account] = demoAccounts;
  const one = { resources: [`${account?.accountId}/us-east-1/photos`], actions: ['read'] };
  await write('POLICY_FILE', JSON.stringify([{ callers: { keys: ['ann'] }, rules: [one] }]));
  await reloader.reload();
  await stream.ended;
  expect(stream.others.at(-1)).toMatch(/^retry: \d+$/);
  expect(await socket.closed()).toEqual({ code: 4403, reason: 'The permissions have changed' });
  const { vaults } = await gateway.as('key-of-ann').data('{ vaults(first: 100) { nodes { name } } }');
  expect(vaults.nodes.map(({ name }: { name: string }) => name)).not.toContain('archive');
});

test.each([
  ['a half-written file', 'API_KEYS_FILE', keysFile('bob').slice(0, 40)],
  ['a file with a fault', 'PRICE_LIST_FILE', '{}'],
  ['a policy that names no key', 'POLICY_FILE', policyFile('eve')],
])('%s is rejected as a whole: the gateway keeps what it has, and says why', async (_, option, text) => {
  const opened = await open({
    API_KEYS_FILE: keysFile('ann'),
    POLICY_FILE: policyFile('ann'),
    ...(option === 'PRICE_LIST_FILE' ? { PRICE_LIST_FILE: JSON.stringify(builtInPriceList) } : {}),
  });
  const { gateway, reloader, figures, lines, write, pathOf } = opened;
  await using stream = await subscribe(gateway.url, subscription, {}, bearer('ann'));
  const isEnded = endOf(stream);
  // A valid change of another file must not be applied either.
  await write('API_KEYS_FILE', keysFile('ann', 'bob'));
  await write(option, text);
  await reloader.reload();
  expect(await statusOf(gateway, 'ann')).toBe(200);
  expect(await statusOf(gateway, 'bob')).toBe(401);
  expect(isEnded()).toBe(false);
  expect(figures).toMatchObject({ applied: 0, rejected: 1, lastSuccessAt: 0 });
  const rejected = lines.find(({ level }) => level === 50);
  expect(rejected?.['msg']).toBe('configuration not reloaded: the gateway keeps the one that it has');
  expect(String(rejected?.['faults'])).toContain(`${option} ${pathOf(option)}`);
  const metrics = await (await fetch(gateway.adminUrl ?? '')).text();
  expect(metrics).toContain('glacier_graphql_config_reloads_total{outcome="rejected"} 1');
  expect(metrics).toContain('glacier_graphql_config_last_success_timestamp_seconds 0');
});

test('accounts that are removed disappear, added ones are served, and streams over them end', async () => {
  const [one, two] = demoAccounts.map(({ accountId }) => accountId);
  const east = (accountId: string | undefined) => ({ accountId, regions: ['us-east-1'] });
  const { gateway, reloader, write } = await open({ ACCOUNTS_FILE: JSON.stringify([east(one), east(two)]) });
  const served = async () => {
    const { gateway: shown } = await gateway.data('{ gateway { accounts { accountId } } }');
    return shown.accounts.map(({ accountId }: { accountId: string }) => accountId);
  };
  const query = `{ jobs(first: 1, filter: { accountIds: ["${two}"] }) { totalCount } }`;
  expect(await served()).toEqual([one, two]);
  await using stream = await subscribe(gateway.url, subscription);
  await write('ACCOUNTS_FILE', JSON.stringify([east(one)]));
  await reloader.reload();
  await stream.ended;
  expect(await served()).toEqual([one]);
  expect((await gateway.query(query)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  await write('ACCOUNTS_FILE', JSON.stringify([east(one), east(two)]));
  await reloader.reload();
  expect((await gateway.query(query)).errors).toBeUndefined();
});

test('a persisted document that is added is executed, and others are still refused', async () => {
  const documents = { one: '{ __typename }' };
  const { gateway, reloader, lines, write } = await open({ PERSISTED_DOCUMENTS_FILE: JSON.stringify(documents) });
  const post = async (request: object) => {
    const body = JSON.stringify(request);
    return (await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
  };
  const named = async (documentId: string) => {
    const { data, errors } = await post({ documentId });
    return data ?? errors[0].extensions.code;
  };
  expect([await named('one'), await named('two')]).toEqual([{ __typename: 'Query' }, 'PERSISTED_QUERY_NOT_FOUND']);
  await write('PERSISTED_DOCUMENTS_FILE', JSON.stringify({ ...documents, two: '{ gateway { version } }' }));
  await reloader.reload();
  expect(lines.at(-1)).toMatchObject({ msg: 'configuration reloaded', changed: ['documents'] });
  expect([await named('one'), await named('two')]).toEqual([
    { __typename: 'Query' },
    { gateway: { version: expect.any(String) } },
  ]);
  expect((await post({ query: '{ __typename }' })).errors[0].extensions.code).toBe('BAD_USER_INPUT');
});

test('a thousand reloads leave nothing behind, and do not end a stream that sees the same', async () => {
  const realClock = countingClock();
  const key = { accessKeyId: '111122223333', secretAccessKey: 'test' };
  const authenticator = (...names: string[]) =>
    createTestAuthenticator({ keys: Object.fromEntries(names.map((name) => [name, { '*/*': ['read'] }])) });
  await using gateway = await startGateway({
    realClock,
    authenticator: authenticator('ann'),
    credentials: () => key,
  });
  await using stream = await subscribe(gateway.url, subscription, {}, bearer('ann'));
  const isEnded = endOf(stream);
  await stream.next();
  const listeners = () => process.eventNames().map((name) => process.listenerCount(name));
  const before = { listeners: listeners(), set: realClock.counts.set, ...gateway.activity() };
  const both = [authenticator('ann'), authenticator('ann', 'bob')];
  for (let times = 0; times < 1_000; times += 1) {
    await gateway.reload({ authenticator: both[times % 2], backend: { ...gateway.backend } });
  }
  expect({ listeners: listeners(), set: realClock.counts.set, ...gateway.activity() }).toEqual(before);
  expect(isEnded()).toBe(false);
  expect(await statusOf(gateway, 'bob')).toBe(200);
});

test('a change is noticed when two checks see the same file, also behind the links of a ConfigMap', async () => {
  await using links = await temporaryFolder();
  const data = (name: string) => join(links.path, name);
  await mkdir(data('..1'));
  await mkdir(data('..2'));
  await writeFile(join(data('..1'), 'keys'), keysFile('ann'));
  await writeFile(join(data('..2'), 'keys'), keysFile('ann', 'bob'));
  await symlink('..1', data('..data'));
  await symlink(join('..data', 'keys'), data('keys'));
  const first = await fileSignature([data('keys')]);
  const reads: number[] = [];
  const clock = countingClock();
  const reloader = createReloader({
    paths: [data('keys')],
    signature: first,
    intervalSeconds: 5,
    reload: async () => {
      reads.push(1);
      return [];
    },
    figures: newReloadFigures(0),
    log: pino({ level: 'silent' }),
    clock,
  });
  onTestFinished(() => reloader.close());
  const oneCheck = () => checkOnce(clock);
  await oneCheck();
  expect(reads).toEqual([]);
  // As the kubelet does it: a new link, renamed over the old one.
  await symlink('..2', data('..new'));
  await rename(data('..new'), data('..data'));
  await oneCheck();
  expect(reads).toEqual([]);
  await oneCheck();
  expect(reads).toEqual([1]);
  await oneCheck();
  expect(reads).toEqual([1]);
});

test('a reload that fails for a reason that may pass is tried again at the next check, and is logged once', async () => {
  const path = join(folder.path, 'retried');
  await writeFile(path, 'one');
  const outcomes: (Error | null)[] = [
    new ConfigError(['The file is not valid JSON.']),
    new ConfigError(['The file cannot be read (EMFILE).'], { mayPass: true }),
    new ConfigError(['The file cannot be read (EMFILE).'], { mayPass: true }),
    new Error('connect ECONNREFUSED'),
    null,
  ];
  const lines: string[] = [];
  const clock = countingClock();
  const figures = newReloadFigures(0);
  const reloader = createReloader({
    paths: [path],
    signature: await fileSignature([path]),
    intervalSeconds: 5,
    reload: async () => {
      const outcome = outcomes.shift();
      if (outcome) throw outcome;
      return [];
    },
    figures,
    log: pino({ level: 'info' }, { write: (line) => void lines.push(line) }),
    clock,
  });
  onTestFinished(() => reloader.close());
  const left = async () => {
    await checkOnce(clock);
    return outcomes.length;
  };
  await reloader.reload();
  // A faulty file is the same at the next check.
  expect(await left()).toBe(4);
  await reloader.reload();
  expect([await left(), await left(), await left(), await left()]).toEqual([2, 1, 0, 0]);
  expect(figures).toMatchObject({ applied: 1, rejected: 4 });
  expect(lines.map((line) => JSON.parse(line).level)).toEqual([50, 50, 50, 30]);
});

test('a file that cannot be read may pass, a faulty one does not', async () => {
  const path = join(folder.path, 'missing');
  const files = configuredFiles(
    { ...defaultConfig(), API_KEYS_FILE: path, POLICY_FILE: path },
    pino({ level: 'silent' }),
  );
  await expect(files.read()).rejects.toMatchObject({ mayPass: true, faults: { length: 2 } });
  await writeFile(path, '{');
  await expect(files.read()).rejects.toMatchObject({ mayPass: false, faults: { length: 2 } });
});

test('what a failed reload has not applied is applied by the next one', async () => {
  const [route] = routesOf({ address: 'https://example.com/' });
  if (!route) throw new Error('no route');
  await using gateway = await startGateway({ routes: [{ ...route, name: 'first' }], ADMIN_PORT: 0 });
  const backend = { ...gateway.backend };
  const second = { ...route, name: 'second' };
  let times = 0;
  const routes = new Proxy([second], {
    get: (target, name) => {
      if (name === 'map' && ++times === 1) throw new Error('not now');
      return Reflect.get(target, name);
    },
  });
  await expect(gateway.reload({ backend, routes })).rejects.toThrow('not now');
  await gateway.reload({ backend, routes });
  expect(await (await fetch(gateway.adminUrl ?? '')).text()).toContain('route="second"');
});
