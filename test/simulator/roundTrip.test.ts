// Every operation of both clients, from the SDK to the server's codec and back, with generated members: what goes in on one side
// comes out on the other. The two sides share no code, so an SDK update that changes the wire or its schemas fails here.
import * as glacierSdk from '@aws-sdk/client-glacier';
import * as s3controlSdk from '@aws-sdk/client-s3-control';
import * as stsSdk from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { glacier } from '../../src/simulator/glacier/index.ts';
import { CallLog } from '../../src/simulator/http/callLog.ts';
import { FaultPlan } from '../../src/simulator/http/faults.ts';
import { type ListeningServer, listen } from '../../src/simulator/http/listen.ts';
import type { Operation } from '../../src/simulator/http/operation.ts';
import type { Service } from '../../src/simulator/http/service.ts';
import { operationShape, type Values } from '../../src/simulator/http/shapes.ts';
import { s3control } from '../../src/simulator/s3control/index.ts';
import { sts } from '../../src/simulator/sts/index.ts';
import { bytesOf } from '../../src/simulator/world/byteSource.ts';
import { World } from '../../src/simulator/world/world.ts';
import { sampleOf } from './samples.ts';
import { batchClientOf, clientOf } from './support.ts';

const operationsOf = (sdk: object) => Object.values(sdk).filter(isOperation);
type HttpOperation = StaticOperationSchema & { 3: { http: [string, string, number] } };
const isOperation = (value: unknown): value is HttpOperation => Array.isArray(value) && value[0] === 9;

const glacierOperations = operationsOf(glacierSdk);
const jobOperations = operationsOf(s3controlSdk).filter(([, , , { http }]) => http[1].startsWith('/v20180820/jobs'));
const account = { accountId: '111122223333', name: 'echo', glacierClosed: false };
let received: Values = {};
let reply: Values = {};

function echo(service: Service, schemas: readonly StaticOperationSchema[]): Service {
  const operations = schemas.map(
    (schema): Operation => ({
      shape: operationShape(schema),
      run: (input) => {
        received = input;
        return reply;
      },
    }),
  );
  return { ...service, operations, admit: () => account };
}

let server: ListeningServer;
let client: glacierSdk.GlacierClient;
let batchClient: s3controlSdk.S3ControlClient;

beforeAll(async () => {
  const world = new World({ clock: createClock({ speed: 0, startAt: 0 }), jobRetention: 1, seed: 'echo' });
  const services = [
    echo(glacier, glacierOperations),
    echo(s3control, jobOperations),
    echo(sts, [stsSdk.GetCallerIdentity$]),
  ];
  server = await listen(
    { services, world, calls: new CallLog(), faults: new FaultPlan() },
    { host: '127.0.0.1', port: 0, allowedHosts: [] },
  );
  client = clientOf(server.url);
  batchClient = batchClientOf(server.url);
});

afterAll(async () => {
  client.destroy();
  batchClient.destroy();
  await server.close();
});

test('knows every operation of the Glacier client', () => {
  const known = glacier.operations.map(({ shape }) => shape.name).sort();
  expect(known).toEqual(glacierOperations.map(([, , name]) => name).sort());
  expect(known).toHaveLength(33);
});

test('knows every job operation of the S3 Control client', () => {
  const known = s3control.operations.map(({ shape }) => shape.name).sort();
  expect(known).toEqual(jobOperations.map(([, , name]) => name).sort());
  expect(known).toHaveLength(8);
});

describe.each([
  ...glacierOperations.map((schema) => ['glacier', schema[2], schema] as const),
  ...jobOperations.map((schema) => ['s3control', schema[2], schema] as const),
])('%s.%s', (service, name, schema) => {
  const [, , , , input, output] = schema;

  test('carries every member there and back', async () => {
    const samples = fc.tuple(sampleOf(NormalizedSchema.of(input)), sampleOf(NormalizedSchema.of(output)));
    await fc.assert(
      fc.asyncProperty(samples, async ([sent, answered]) => {
        reply = withByteSource(answered as Values);
        const result = await send(service, name, sent as Values);
        expect(withoutPrototypes(received)).toEqual(withoutAbsent(sent as Values));
        expect(result).toEqual(withoutAbsent(answered as Values));
      }),
      { numRuns: service === 's3control' ? 60 : 20 },
    );
  });
});

test('carries GetCallerIdentity in the query protocol', async () => {
  const identity = { UserId: 'A<&">B', Account: '0123', Arn: 'arn:é漢' };
  reply = identity;
  const stsClient = new stsSdk.STSClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const { $metadata, ...result } = await stsClient.send(new stsSdk.GetCallerIdentityCommand({}));
  stsClient.destroy();
  expect(result).toEqual(identity);
  expect($metadata.requestId).toHaveLength(47);
});

// The commands of two SDKs, told apart by name only, have no common type.
type AnyCommand = new (input: Values) => never;
interface AnyClient {
  send(command: never): Promise<unknown>;
}

async function send(service: 'glacier' | 's3control', name: string, input: Values): Promise<Values> {
  const sdk: unknown = service === 'glacier' ? glacierSdk : s3controlSdk;
  const sender: AnyClient = service === 'glacier' ? client : batchClient;
  const Command = (sdk as Record<string, AnyCommand>)[`${name}Command`];
  if (!Command) throw new Error(`no command for ${name}`);
  const { $metadata, ...result } = (await sender.send(new Command({ ...input }))) as Values;
  const { body } = result;
  if (isStream(body)) result['body'] = Buffer.from(await body.transformToByteArray());
  return withoutAbsent(result);
}

const isStream = (value: unknown): value is { transformToByteArray(): Promise<Uint8Array> } =>
  typeof value === 'object' && value !== null && 'transformToByteArray' in value;

const withByteSource = (values: Values): Values =>
  Buffer.isBuffer(values['body']) ? { ...values, body: bytesOf(values['body']) } : values;

const withoutAbsent = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const withoutPrototypes = (values: Values): Values => withoutAbsent({ ...values });
