// HTTPS_PROXY, HTTP_PROXY and NO_PROXY: one proxy, as it records what the program asks of it. The names are AWS's own; behind
// them are a simulator, an issuer and a collector on this machine.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Issuer, makeKey, type SigningKey, sign, startIssuer } from '../access/startIssuer.ts';
import { certificateOf, sign as signMessage, unsigned } from '../sns/createForger.ts';
import { type ForwardProxy, startForwardProxy } from '../support/startForwardProxy.ts';
import { keysOf, openStage, type Stage } from './openStage.ts';
import { postQuery } from './postQuery.ts';
import { type Program, urlOf } from './program.ts';

const first = '111122223333';
const second = '444455556666';
const region = 'us-east-1';
const topic = `arn:aws:sns:${region}:${first}:glacier-jobs`;
const certificate = `/SimpleNotificationService-${'0'.repeat(32)}.pem`;

let stage: Stage;
let issuer: Issuer;
let key: SigningKey;
let proxy: ForwardProxy;
const collector = createServer((request, response) => void request.resume().on('end', () => response.end('{}')));
/** SNS: the certificate, and the confirmation of a subscription. */
const sns = createServer((request, response) => {
  if (request.method === 'GET') return void response.end(certificateOf());
  const done = '<ConfirmSubscriptionResponse><ConfirmSubscriptionResult/></ConfirmSubscriptionResponse>';
  request.resume().on('end', () => response.end(done));
});
/** The SSO portal, which gives out credentials for a session. */
const portal = createServer((_, response) => {
  const roleCredentials = {
    accessKeyId: first,
    secretAccessKey: 'any',
    sessionToken: 'any',
    expiration: Date.now() + 3_600_000,
  };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ roleCredentials }));
});
const urlOfServer = (server: typeof sns) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  key = await makeKey('first');
  [stage, issuer] = await Promise.all([openStage(), startIssuer(key)]);
  const { home, simulator } = stage;
  for (const server of [collector, sns, portal]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  proxy = await startForwardProxy({
    credentials: 'user:hidden-word',
    hosts: {
      [`sts.${region}.amazonaws.com`]: simulator.url,
      [`glacier.${region}.amazonaws.com`]: simulator.url,
      [`${first}.s3-control.${region}.amazonaws.com`]: simulator.url,
      [`sns.${region}.amazonaws.com`]: urlOfServer(sns),
      [`portal.sso.${region}.amazonaws.com`]: urlOfServer(portal),
      'issuer.example': issuer.url,
      'login.example': issuer.url,
      'collector.example': urlOfServer(collector),
      'plain-collector.example': urlOfServer(collector),
    },
  });
  await writeFile(join(home.path, 'certificates.pem'), proxy.certificates);
  const rules = [{ resources: ['*/*', '*/*/*'], actions: ['read'] }];
  await writeFile(join(home.path, 'policy.json'), JSON.stringify([{ callers: { claims: { sub: 'ann' } }, rules }]));
}, 60_000);
afterAll(async () => {
  for (const server of [collector, sns, portal]) server.close();
  await Promise.all([stage, issuer, proxy].map((open) => open?.[Symbol.asyncDispose]()));
});

const env = () => ({ NODE_EXTRA_CA_CERTS: join(stage.home.path, 'certificates.pem'), ...keysOf(first) });

const start = (more: Record<string, string>): Program => stage.start({ ...env(), ...more });

const query = async (gateway: Program, text: string, headers: Record<string, string> = {}) =>
  postQuery(await urlOf(gateway), text, { headers });

const vaults = '{ vaults(first: 1) { nodes { name } } batchJobs(first: 1) { nodes { jobId } } }';

/** What was asked since the last time, without repetitions. */
const askedOf = ({ asked }: ForwardProxy): string[] => [...new Set(asked.splice(0))].sort();

describe('a proxy', () => {
  test('is used for AWS, the token issuer, traces and SNS, and its password is nowhere in the log', async () => {
    await using gateway = start({
      HTTPS_PROXY: proxy.url,
      AWS_REGION: region,
      LOG_LEVEL: 'trace',
      JWT_JWKS_URL: 'https://issuer.example/keys',
      JWT_ISSUER: 'https://issuer.example',
      JWT_AUDIENCE: 'glacier-graphql',
      OIDC_CLIENT_ID: 'jobs-board',
      OIDC_DISCOVERY_URL: 'https://login.example/discovery',
      POLICY_FILE: 'policy.json',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example',
      SNS_TOPICS: topic,
    });
    const authorization = `Bearer ${await sign(key)}`;
    const { data, errors } = await query(gateway, vaults, { authorization });
    expect(errors).toBeUndefined();
    expect(data.vaults.nodes).toHaveLength(1);
    expect(data.batchJobs.nodes).toHaveLength(1);
    // The page of the jobs board, which has the endpoints of the discovery document.
    await fetch(new URL('/', await urlOf(gateway)), { headers: { accept: 'text/html' } });
    const snsUrl = (await urlOf(gateway)).replace('/graphql', '/sns');
    const message = unsigned(`https://sns.${region}.amazonaws.com${certificate}`, {
      Type: 'SubscriptionConfirmation',
      TopicArn: topic,
    });
    const received = await fetch(snsUrl, { method: 'POST', body: JSON.stringify(signMessage(message)) });
    expect(received.status).toBe(200);
    gateway.kill('SIGTERM');
    await gateway.ended;
    expect(askedOf(proxy)).toEqual(
      [
        `${first}.s3-control.${region}.amazonaws.com`,
        'collector.example',
        `glacier.${region}.amazonaws.com`,
        'issuer.example',
        'login.example',
        `sns.${region}.amazonaws.com`,
        `sts.${region}.amazonaws.com`,
      ].map((host) => `CONNECT ${host}:443`),
    );
    expect(gateway.stdout() + gateway.stderr()).not.toMatch(/hidden-word|aGlkZGVuLXdvcmQ|dXNlcjpoaWRkZW4/);
  });

  test('is used for the roles of an accounts file', async () => {
    await writeFile(
      join(stage.home.path, 'accounts.json'),
      JSON.stringify([{ accountId: second, regions: [region], roleArn: `arn:aws:iam::${second}:role/reader` }]),
    );
    await using gateway = start({ HTTPS_PROXY: proxy.url, ACCOUNTS_FILE: 'accounts.json' });
    expect((await query(gateway, '{ vaults(first: 1) { nodes { name } } }')).errors).toBeUndefined();
    expect(askedOf(proxy)).toEqual([
      `CONNECT glacier.${region}.amazonaws.com:443`,
      `CONNECT sts.${region}.amazonaws.com:443`,
    ]);
  });

  test('is used for a role of a profile with an SSO session, and HTTP_PROXY for http alone', async () => {
    const config = join(stage.home.path, 'config.ini');
    const startUrl = 'https://portal.example/start';
    const role = `[profile role]\nregion = ${region}\nrole_arn = arn:aws:iam::${first}:role/reader\nsource_profile = sso\n`;
    const sso = `[profile sso]\nsso_start_url = ${startUrl}\nsso_account_id = ${first}\nsso_role_name = reader\nsso_region = ${region}\n`;
    await writeFile(config, role + sso);
    const sessions = join(stage.home.path, '.aws/sso/cache');
    await mkdir(sessions, { recursive: true });
    const session = { startUrl, region, accessToken: 'any', expiresAt: new Date(Date.now() + 3_600_000) };
    const name = createHash('sha1').update(startUrl).digest('hex');
    await writeFile(join(sessions, `${name}.json`), JSON.stringify(session));
    await using gateway = start({
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_CONFIG_FILE: config,
      AWS_PROFILE: 'role',
      https_proxy: proxy.url,
      http_proxy: proxy.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://plain-collector.example:4318',
    });
    expect((await query(gateway, '{ vaults(first: 1) { nodes { name } } }')).errors).toBeUndefined();
    gateway.kill('SIGTERM');
    await gateway.ended;
    expect(askedOf(proxy)).toEqual([
      `CONNECT glacier.${region}.amazonaws.com:443`,
      `CONNECT portal.sso.${region}.amazonaws.com:443`,
      `CONNECT sts.${region}.amazonaws.com:443`,
      'POST http://plain-collector.example:4318/v1/traces',
    ]);
  });

  test('is not used for what NO_PROXY covers, nor for a simulator on this machine', async () => {
    await using gateway = start({
      HTTPS_PROXY: proxy.url,
      HTTP_PROXY: proxy.url,
      NO_PROXY: 'nowhere.example,.invalid:443',
      AWS_REGION: region,
      AWS_ACCOUNT_ID: first,
      AWS_ENDPOINT_URL_GLACIER: stage.simulator.url,
      AWS_ENDPOINT_URL_S3_CONTROL: 'https://s3-control.invalid',
    });
    const { data, errors } = await query(gateway, vaults);
    expect(data.vaults.nodes).toHaveLength(1);
    expect(errors).toMatchObject([{ message: 'AWS could not be reached.' }]);
    expect(askedOf(proxy)).toEqual([]);
  });

  test('that refuses is named at the start and in the log, with host and code, and not to callers', async () => {
    proxy.refuseWith(407);
    try {
      await using gateway = start({ HTTPS_PROXY: proxy.url, AWS_REGION: region });
      expect(await gateway.ended).toEqual({ code: 2, signal: null });
      expect(gateway.stderr()).toMatch(
        /^glacier-graphql: The account of the AWS credentials is unknown: set AWS_ACCOUNT_ID\. \(STS: ProxyError: The proxy localhost:\d+ answered 407 Refused \(CONNECT sts\.us-east-1\.amazonaws\.com:443\)\)\n$/,
      );
      await using later = start({ HTTPS_PROXY: proxy.url, AWS_REGION: region, AWS_ACCOUNT_ID: first });
      const { errors } = await query(later, '{ vault(name: "media-masters") { name } }');
      expect(errors[0]).toMatchObject({
        message: 'AWS could not be reached.',
        extensions: { code: 'SERVICE_UNAVAILABLE' },
      });
      expect(JSON.stringify(errors)).not.toMatch(/proxy|407|localhost/i);
      const [line] = await later.says(/\{[^\n]*"msg":"AWS call"[^\n]*\}/, 'stderr');
      expect(JSON.parse(line).err).toMatchObject({
        type: 'ProxyError',
        code: 'PROXY_407',
        host: `glacier.${region}.amazonaws.com`,
      });
    } finally {
      proxy.refuseWith(null);
      askedOf(proxy);
    }
  });
});
