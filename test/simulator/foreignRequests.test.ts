// Requests that a web page of another site makes a developer's browser send are refused on every path, and change nothing.
import { request as httpRequest } from 'node:http';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { certificatePath } from '../../src/simulator/sns/certificatePath.ts';
import { startEndpoint } from '../sns/startEndpoint.ts';
import { start } from './support.ts';

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends the headers as they are, as fetch would not. */
const send = (url: string, { method = 'GET', path = '/', headers = {}, body = '' }: Sent) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = httpRequest(url + path, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(body);
  });

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const paths: [string, Sent][] = [
  ['a Glacier read', { path: '/-/vaults' }],
  ['a Glacier write', { method: 'PUT', path: '/-/vaults/made' }],
  ['an S3 Control read', { path: '/v20180820/jobs' }],
  ['an SNS form', { method: 'POST', headers: form, body: 'Action=CreateTopic&Name=made&Version=2010-03-31' }],
  ['the STS query', { method: 'POST', headers: form, body: 'Action=GetCallerIdentity&Version=2011-06-15' }],
  ['the certificate', { path: certificatePath }],
  ['a control endpoint', { method: 'DELETE', path: '/_simulator/calls' }],
  ['an unknown path', { path: '/unknown' }],
];

test.each(paths)('%s is refused for another Host, another Origin, and a page of another site', async (_, sent) => {
  const { simulator } = await start();
  const { host } = new URL(simulator.url);
  for (const headers of [
    { host: 'attacker.example' },
    { host: 'localhost.attacker.example' },
    { host: '111122223333.attacker.example' },
    { host: `attacker.example:${new URL(simulator.url).port}` },
    { host: '10.0.0.7' },
    { host, origin: 'http://attacker.example' },
    { host, origin: 'null' },
    { host, origin: `https://${host}` },
    { host, origin: 'http://127.0.0.1:1' },
    { host, 'sec-fetch-site': 'cross-site' },
    { host, 'sec-fetch-site': 'same-site' },
  ] as const) {
    const { status, text } = await send(simulator.url, { ...sent, headers: { ...sent.headers, ...headers } });
    expect([status, JSON.parse(text)]).toEqual([
      403,
      { code: 'ForeignRequest', message: expect.any(String), simulator: true },
    ]);
  }
  expect(simulator.calls.counts).toEqual({});
  expect(simulator.world.topics.size).toBe(0);
});

test.each(['127.0.0.1:80', 'localhost', 'LocalHost:4566', '[::1]:4566', 'localhost.', '111122223333.localhost:4566'])(
  'the name %s of this machine is served',
  async (host) => {
    const { simulator } = await start();
    for (const headers of [
      { host },
      { host, origin: `http://${host}` },
      { host, 'sec-fetch-site': 'same-origin' },
      { host, 'sec-fetch-site': 'none' },
    ]) {
      const { status } = await send(simulator.url, { path: '/_simulator/calls', headers });
      expect(status).toBe(200);
    }
  },
);

test('a simulator that other machines reach answers IP addresses, names without dots, and the allowed names', async () => {
  const { simulator } = await start({ host: '0.0.0.0', allowedHosts: ['host.docker.internal'] });
  const url = simulator.url.replace('0.0.0.0', '127.0.0.1');
  const status = async (host: string) => (await send(url, { path: certificatePath, headers: { host } })).status;
  for (const host of [
    '192.168.1.7:4566',
    '[fe80::1]',
    'simulator:4566',
    '111122223333.simulator',
    'host.docker.internal',
  ])
    expect([host, await status(host)]).toEqual([host, 200]);
  for (const host of ['attacker.example', 'docker.internal', 'a.host.docker.internal', '192.168.1.7.attacker.example'])
    expect([host, await status(host)]).toEqual([host, 403]);
});

test('a foreign form cannot make the simulator post to anybody', async () => {
  const { simulator } = await start();
  const endpoint = await startEndpoint();
  const sns = new SNSClient({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
  });
  onTestFinished(() => sns.destroy());
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'jobs' }));
  const body = new URLSearchParams({
    Action: 'Subscribe',
    Version: '2010-03-31',
    TopicArn,
    Protocol: 'http',
    Endpoint: endpoint.url,
  }).toString();
  const headers = { ...form, host: 'attacker.example', origin: 'http://attacker.example' };
  expect((await send(simulator.url, { method: 'POST', headers, body })).status).toBe(403);
  expect(simulator.world.topics.get(TopicArn)?.subscriptions.size).toBe(0);
  expect(endpoint.received).toEqual([]);
});
