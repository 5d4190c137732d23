// What the wire looks like below the SDK, and what a request gets that no SDK would send.
import { request as httpRequest } from 'node:http';
import * as sdk from '@aws-sdk/client-glacier';
import type { SchemaTraits, StaticErrorSchema } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/simulator/http/errors.ts';
import { start } from './support.ts';

const headers = { 'x-amz-glacier-version': '2012-06-01' };

async function withRaw() {
  const harness = await start();
  harness.simulator.world.addVault(harness.location, 'v');
  const raw = (path: string, init: RequestInit = {}) => fetch(harness.simulator.url + path, { headers, ...init });
  const failure = async (path: string, init?: RequestInit) => {
    const response = await raw(path, init);
    const { code, message, type } = (await response.json()) as Record<string, string>;
    return `${response.status} ${code} ${type}: ${message}`;
  };
  return { ...harness, raw, failure };
}

test('returns a request ID, a length and a type with every answer', async () => {
  const { raw } = await withRaw();
  for (const path of ['/-/vaults', '/-/vaults/nope']) {
    const response = await raw(path);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\w-]{47}$/);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(Number(response.headers.get('content-length'))).toBe((await response.text()).length);
  }
});

test('ends a list with an explicit null', async () => {
  const { raw } = await withRaw();
  expect(await (await raw('/-/vaults')).json()).toMatchObject({ Marker: null });
});

test('takes empty query members for absent ones', async () => {
  const { raw } = await withRaw();
  expect((await raw('/-/vaults?limit=&marker=')).status).toBe(200);
  expect((await raw('/-/vaults/v/jobs?completed=&limit=&marker=&statuscode=')).status).toBe(200);
});

test('takes a slash at the end for the list above, as for an empty job id', async () => {
  const { raw } = await withRaw();
  expect(await (await raw('/-/vaults/v/jobs/')).json()).toHaveProperty('JobList');
});

test('accepts absolute targets, as a proxy gets them', async () => {
  const { simulator } = await withRaw();
  const status = await new Promise((resolve, reject) => {
    httpRequest(simulator.url, { path: 'http://glacier.us-east-1.amazonaws.com/-/vaults', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

test('needs the version header, in the one version there is', async () => {
  const { failure } = await withRaw();
  expect(await failure('/-/vaults', { headers: {} })).toBe(
    '400 MissingParameterValueException Client: Required parameter missing: API version',
  );
  expect(await failure('/-/vaults', { headers: { 'x-amz-glacier-version': '1' } })).toContain(
    '400 InvalidParameterValueException Client',
  );
});

test.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['nothing but null', 'null'],
  ['a number for a text', '{"Type":5}'],
  ['a text for a structure', '{"InventoryRetrievalParameters":"x"}'],
])('answers SerializationException to a body that is %s', async (_, body) => {
  const { failure } = await withRaw();
  expect(await failure('/-/vaults/v/jobs', { method: 'POST', body })).toContain('400 SerializationException Client: ');
});

test('answers in AWS form to an address or an escape that means nothing', async () => {
  const { failure } = await withRaw();
  expect(await failure('/-/nothing')).toContain('404 UnknownOperationException Client');
  expect(await failure('/-/vaults/v', { method: 'PATCH' })).toContain('404 UnknownOperationException Client');
  expect(await failure('/-/vaults/%zz')).toContain('400 BadRequest Client');
});

test('turns an exception inside into a 500 with a body', async () => {
  const { raw, simulator } = await withRaw();
  simulator.world.jobs = () => {
    throw new Error('a bug');
  };
  const response = await raw('/-/vaults/v/jobs');
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    code: 'InternalFailure',
    message: 'The simulator failed: Error: a bug',
    simulator: true,
  });
});

const httpError = (traits: SchemaTraits) => (typeof traits === 'object' ? traits['httpError'] : undefined);

describe('the table of errors', () => {
  // The guide gives it 503, the model 400: the guide is followed.
  const byTheGuide = ['InsufficientCapacityException'];

  test('has every error of the model with its status', () => {
    const schemas: StaticErrorSchema[] = Object.values(sdk).filter((value) => Array.isArray(value) && value[0] === -3);
    for (const [, , name, traits] of schemas) {
      if (name === 'GlacierServiceException' || byTheGuide.includes(name)) continue;
      expect(errorCodes[name as keyof typeof errorCodes], name).toMatchObject({ status: httpError(traits) });
    }
  });
});
