// What S3 Control's wire looks like below the SDK: whose account it is, how the host may be written, XML that no SDK would send.
import { request as httpRequest } from 'node:http';
import * as sdk from '@aws-sdk/client-s3-control';
import type { StaticErrorSchema } from '@smithy/types';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseXml, XmlSyntaxError } from '../../src/simulator/codec/parseXml.ts';
import { errorCodes } from '../../src/simulator/http/errors.ts';
import { AccountId, startBatch } from './batchSupport.ts';
import { batchClientOf, failure } from './support.ts';

const list = (account = AccountId) => new sdk.ListJobsCommand({ AccountId: account });

async function withRaw() {
  const harness = await startBatch();
  const raw = (path: string, headers: Record<string, string> = { 'x-amz-account-id': AccountId }, body?: string) =>
    new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      httpRequest(harness.simulator.url + path, { method, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString() }),
        );
      })
        .on('error', reject)
        .end(body);
    });
  return { ...harness, raw };
}

test('takes the account from the header, whatever the host and the credentials say', async () => {
  const { raw, simulator } = await withRaw();
  for (const host of ['127.0.0.1', '444455556666.localhost', '111122223333.localhost', '111122223333.127.0.0.1']) {
    expect((await raw('/v20180820/jobs', { host, 'x-amz-account-id': '444455556666' })).status).toBe(200);
  }
  expect(simulator.calls.list.map(({ accountId }) => accountId)).toEqual(Array(4).fill('444455556666'));
});

test('answers an account that is not in the world with AccessDenied, and none with BadRequestException', async () => {
  const { batch, raw } = await withRaw();
  expect(await failure(batch.send(list('999999999999')))).toBe('AccessDenied 403: Access Denied');
  const { status, text } = await raw('/v20180820/jobs', {});
  expect(status).toBe(400);
  expect(text).toContain('<Code>BadRequestException</Code><Message>The header x-amz-account-id is required</Message>');
});

test('serves an account that is closed for Glacier', async () => {
  const { batch } = await withRaw();
  expect((await batch.send(list('777788889999'))).Jobs).toEqual([]);
});

test('keeps the jobs of accounts and regions apart, and takes the region snow for us-east-1', async () => {
  const { create, simulator } = await withRaw();
  const JobId = await create();
  const here = async (region: string, account = AccountId) => {
    const client = batchClientOf(simulator.url, { region });
    onTestFinished(() => client.destroy());
    return ((await client.send(list(account))).Jobs ?? []).map((job) => job.JobId);
  };
  expect(await here('us-east-1')).toEqual([JobId]);
  expect(await here('snow')).toEqual([JobId]);
  expect(await here('us-west-2')).toEqual([]);
  expect(await here('us-east-1', '444455556666')).toEqual([]);
});

test('has both ids of S3 with every answer, and its namespace on the root', async () => {
  const { raw } = await withRaw();
  for (const path of ['/v20180820/jobs', '/v20180820/jobs/nope']) {
    const { headers, text } = await raw(path);
    expect(headers['x-amz-request-id']).toMatch(/^[\w-]{47}$/);
    expect(headers['x-amz-id-2']).toMatch(/^[\w+/=]{60,}$/);
    expect(headers['content-type']).toBe('application/xml');
    expect(text).toContain('xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"');
  }
  const { text, headers } = await raw('/v20180820/jobs/nope');
  expect(parseXml(text)).toMatchObject({
    name: 'ErrorResponse',
    children: [
      { name: 'Error', children: [{ name: 'Code', text: 'NotFoundException' }, { name: 'Message' }] },
      { name: 'RequestId', text: headers['x-amz-request-id'] },
      { name: 'HostId', text: headers['x-amz-id-2'] },
    ],
  });
});

test.each([
  ['nothing at all', '', 'Operation is required'],
  ['no XML', '{"Priority":1}', 'not well-formed'],
  ['an element left open', '<CreateJobRequest>', 'not well-formed'],
  ['another root', '<CreateJobResult/>', 'expected &#60;CreateJobRequest&#62;'],
  ['a text for a number', '<CreateJobRequest><Priority>high</Priority></CreateJobRequest>', 'Priority is not a number'],
  [
    'a number for a truth',
    '<CreateJobRequest><ConfirmationRequired>1</ConfirmationRequired></CreateJobRequest>',
    'ConfirmationRequired is neither',
  ],
  [
    'an epoch for a date',
    '<CreateJobRequest><Operation><S3PutObjectRetention><Retention><RetainUntilDate>1</RetainUntilDate></Retention>' +
      '</S3PutObjectRetention></Operation></CreateJobRequest>',
    'RetainUntilDate is not a date',
  ],
])('refuses a body that is %s', async (_, body, expected) => {
  const { raw } = await withRaw();
  const { status, text } = await raw('/v20180820/jobs', { 'x-amz-account-id': AccountId }, body);
  expect(status).toBe(400);
  expect(text).toContain(expected);
});

test('reads members by name, in any order, with prefixes, comments and CDATA', async () => {
  const { raw, describe: look } = await withRaw();
  const body = `<?xml version="1.0"?><!-- by hand --><s:CreateJobRequest xmlns:s="urn:x" a='>'>
    <s:RoleArn>arn:aws:iam::111122223333:role/r</s:RoleArn><s:Later><deep/></s:Later>
    <s:Description><![CDATA[ <raw> & ]]>&#65;&#x42;&amp;</s:Description>
    <s:Manifest>
      <s:Location><s:ETag>e</s:ETag><s:ObjectArn>arn:aws:s3:::m/k</s:ObjectArn></s:Location>
      <s:Spec><s:Fields> <s:member>Bucket</s:member> <s:member>Key</s:member> </s:Fields>
        <s:Format>S3BatchOperations_CSV_20180820</s:Format></s:Spec>
    </s:Manifest>
    <s:Priority> 7 </s:Priority><s:ClientRequestToken>t</s:ClientRequestToken>
    <s:Report><s:Enabled>false</s:Enabled></s:Report><s:Operation><s:S3ReplicateObject/></s:Operation>
  </s:CreateJobRequest>`;
  const { status, text } = await raw('/v20180820/jobs', { 'x-amz-account-id': AccountId }, body);
  expect(status).toBe(200);
  expect(await look(/<JobId>(.+)<\/JobId>/.exec(text)?.[1] ?? '')).toMatchObject({
    Description: ' <raw> & AB&',
    Priority: 7,
    Operation: { S3ReplicateObject: {} },
    Manifest: { Spec: { Fields: ['Bucket', 'Key'] } },
  });
});

test('refuses other addresses and numbers that are none in its own form', async () => {
  const { raw } = await withRaw();
  expect((await raw('/v20180820/accesspoint')).text).toContain('<Code>UnknownOperationException</Code>');
  expect((await raw('/v20180820/jobs?maxResults=ten')).text).toContain('<Code>BadRequestException</Code>');
});

describe('the XML parser', () => {
  test.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a>&nope;</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a><a/>',
    '<a b="<"/>',
  ])('refuses %s', (text) => {
    expect(() => parseXml(text)).toThrow(XmlSyntaxError);
  });

  test('refuses characters that XML does not have, written as they are or as references', () => {
    for (const code of [0, 1, 0x1f, 0xd800, 0xfffe]) {
      expect(() => parseXml(`<a>${String.fromCodePoint(code)}</a>`)).toThrow(XmlSyntaxError);
      expect(() => parseXml(`<a>&#${code};</a>`)).toThrow(XmlSyntaxError);
    }
    expect(parseXml('<a>\t&#9;\uD7FF&#x10FFFF;\uFFFD</a>').text).toBe('\t\t\uD7FF\u{10FFFF}\uFFFD');
  });

  test.each(['<a ', '<a "', '&', '<!--', '<a b=', ' '])('takes linear time for many %j', (piece) => {
    // In quadratic time it would exceed the timeout of the test.
    expect(() => parseXml(`<a ${piece.repeat(1_000_000)}`)).toThrow(XmlSyntaxError);
  });

  test('reads line ends as XML has them', () => {
    expect(parseXml('<a>1\r\n2\r3&#13;</a>').text).toBe('1\n2\n3\r');
  });
});

test('has every error of the job operations in the model, with a status that fits its kind', () => {
  const schemas: StaticErrorSchema[] = Object.values(sdk).filter((value) => Array.isArray(value) && value[0] === -3);
  const foreign = /^(Bucket|NoSuchPublic|S3ControlService)/;
  const names = schemas.map(([, , name]) => name).filter((name) => !foreign.test(name));
  expect(names).toHaveLength(9);
  for (const name of names) {
    const { status } = errorCodes[name as keyof typeof errorCodes];
    expect(status >= 500).toBe(name === 'InternalServiceException');
  }
});
