// One call of a hot read by the lean transport and by the SDK, over HTTP, with the same response.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeJobCommand, DescribeVaultCommand, ListJobsCommand, ListVaultsCommand } from '@aws-sdk/client-glacier';
import {
  DescribeJobCommand as DescribeBatchJobCommand,
  ListJobsCommand as ListBatchJobsCommand,
} from '@aws-sdk/client-s3-control';
import type { AwsCredentialIdentity } from '@smithy/types';
import { anonymous } from '../../../src/access/caller.ts';
import { type AwsCall, glacier, s3Control } from '../../../src/aws/client/awsCall.ts';
import type { AwsObserver, CallEnd } from '../../../src/aws/client/awsObserver.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import type { AwsOperation } from '../../../src/aws/client/defineOperation.ts';
import { listRecords } from '../../../src/aws/client/listRecords.ts';
import { describeJobOperation } from '../../../src/aws/glacier/describeJob.ts';
import { describeVaultOperation } from '../../../src/aws/glacier/describeVault.ts';
import { toGlacierJob } from '../../../src/aws/glacier/glacierJob.ts';
import { listJobsOperation } from '../../../src/aws/glacier/listJobs.ts';
import { listVaultsOperation } from '../../../src/aws/glacier/listVaults.ts';
import { toVault } from '../../../src/aws/glacier/vaultRecord.ts';
import { toBatchJob, toBatchJobDetails } from '../../../src/aws/s3control/batchJob.ts';
import { describeJobOperation as describeBatchJobOperation } from '../../../src/aws/s3control/describeJob.ts';
import { listJobsOperation as listBatchJobsOperation } from '../../../src/aws/s3control/listJobs.ts';
import type { SdkCommand } from '../../../src/aws/transport/heldOutcomes.ts';
import { ByteBudget } from '../../../src/limits/byteBudget.ts';
import { backendAt } from '../backendAt.ts';

export const location = { accountId: '111122223333', region: 'us-east-1' };
const vault = { ...location, vaultName: 'v' };

export interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Ends the connection instead of the body, or before the headers. */
  cut?: 'body' | 'head';
}

// biome-ignore lint/suspicious/noExplicitAny: the outputs of the SDK, whose types do not matter here.
type Output = any;

interface Read {
  operation: AwsOperation;
  command(): SdkCommand;
  map(output: Output): unknown;
}

/** As the files of the operations call them. */
export const reads = {
  'Glacier ListJobs': {
    operation: listJobsOperation,
    command: () => new ListJobsCommand({ accountId: location.accountId, vaultName: 'v', limit: 50 }),
    map: (output) => [listRecords(listJobsOperation, output, toGlacierJob(vault)), output.Marker],
  },
  'Glacier DescribeJob': {
    operation: describeJobOperation,
    command: () => new DescribeJobCommand({ accountId: location.accountId, vaultName: 'v', jobId: 'j' }),
    map: toGlacierJob(vault),
  },
  'Glacier ListVaults': {
    operation: listVaultsOperation,
    command: () => new ListVaultsCommand({ accountId: location.accountId, limit: 10 }),
    map: (output) => [listRecords(listVaultsOperation, output, toVault(location)), output.Marker],
  },
  'Glacier DescribeVault': {
    operation: describeVaultOperation,
    command: () => new DescribeVaultCommand({ accountId: location.accountId, vaultName: 'v' }),
    map: toVault(location),
  },
  'S3 Control ListJobs': {
    operation: listBatchJobsOperation,
    command: () =>
      new ListBatchJobsCommand({ AccountId: location.accountId, MaxResults: 1000, JobStatuses: ['New', 'Active'] }),
    map: (output) => [listRecords(listBatchJobsOperation, output, toBatchJob(location)), output.NextToken],
  },
  'S3 Control DescribeJob': {
    operation: describeBatchJobOperation,
    command: () => new DescribeBatchJobCommand({ AccountId: location.accountId, JobId: 'j-1' }),
    map: ({ Job }) => Job && [toBatchJob(location)(Job), toBatchJobDetails(location)(Job)],
  },
} satisfies Record<string, Read>;

export type ReadName = keyof typeof reads;
export const commandOf = (name: ReadName): SdkCommand => reads[name].command();
export const readNames = Object.keys(reads) as ReadName[];

export interface Comparison {
  output?: unknown;
  record?: unknown;
  error?: unknown;
  end: Partial<CallEnd>;
  /** Method, path, and the headers that AWS reads. */
  requests: unknown[];
}

export interface BothPathsOptions {
  credentials?: () => AwsCredentialIdentity;
  maxBytes?: number;
  /** Another server than its own. */
  endpoint?: string;
}

export async function startBothPaths(options: BothPathsOptions = {}) {
  let answers: Answer[] = [];
  let requests: unknown[] = [];
  const server = createServer((request, response) => {
    requests.push(seenOf(request));
    respond(response, answers.length > 1 ? answers.shift() : answers[0]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = options.endpoint ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let end: CallEnd | undefined;
  const observer: AwsObserver = {
    begin: () => (ended) => {
      end = ended;
    },
  };
  const backend = {
    ...backendAt(endpoint, location),
    ...(options.credentials ? { credentials: options.credentials } : {}),
  };
  // One each, so that retries and breakers of one do not concern the other.
  const connect = () =>
    createAws(backend as never, { attempt: 30_000, call: 30_000 }, { observer, ...collectorOf(options) });
  let paths = { lean: connect(), sdk: connect() };
  const send = async (path: keyof typeof paths, name: ReadName): Promise<Comparison> => {
    requests = [];
    end = undefined;
    const { operation, command, map }: Read = reads[name];
    const { isHot: _, ...cold } = operation;
    const callOf = (operation.service === 'glacier' ? glacier : s3Control) as typeof glacier;
    const call: AwsCall<unknown> = callOf((path === 'lean' ? operation : cold) as never, location, command() as never);
    const session = paths[path].session(anonymous, new AbortController().signal);
    let output: unknown;
    const result = await session
      .read(call, (received) => {
        output = received;
        return map(received);
      })
      .then(
        (record) => ({ record }),
        (error: Error) => ({ error: { ...error, message: error.message } }),
      );
    const { result: code, attempts, requestId, awsCode } = (end ?? {}) as CallEnd;
    return {
      output: withoutMetadata(output),
      ...result,
      end: { result: code, attempts, requestId, awsCode },
      requests,
    };
  };
  return {
    endpoint,
    /** What both paths make of these responses, one for each attempt. */
    compare: async (name: ReadName, ...given: Answer[]): Promise<Record<keyof typeof paths, Comparison>> => {
      answers = [...given];
      const lean = await send('lean', name);
      answers = [...given];
      return { lean, sdk: await send('sdk', name) };
    },
    /** Forgets retry budgets and breakers. */
    reconnect: () => {
      for (const path of Object.values(paths)) path.close();
      paths = { lean: connect(), sdk: connect() };
    },
    [Symbol.asyncDispose]: async () => {
      for (const path of Object.values(paths)) path.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const withoutMetadata = (output: unknown): unknown =>
  typeof output === 'object' && output !== null ? { ...output, $metadata: undefined } : output;

function collectorOf({ maxBytes }: BothPathsOptions): object {
  return maxBytes === undefined ? {} : { collector: { maxBytes, budget: unlimited() } };
}

const unlimited = () =>
  new ByteBudget({
    connection: Number.POSITIVE_INFINITY,
    caller: Number.POSITIVE_INFINITY,
    process: Number.POSITIVE_INFINITY,
  });

/** Without what differs from call to call: the signature has a test of its own. */
function seenOf({ method, url, headers }: IncomingMessage): unknown {
  const { 'amz-sdk-invocation-id': id, 'x-amz-date': date, authorization = '', connection, ...constant } = headers;
  const signed = authorization.replace(/Signature=\w+|\/\d{8}\//g, '');
  return { method, url, constant, signed, isIdentified: Boolean(id && date), connection };
}

function respond(response: ServerResponse, answer: Answer = {}): void {
  const { status = 200, headers = {}, body = '', cut } = answer;
  if (cut === 'head') return void response.socket?.destroy();
  response.writeHead(status, { 'x-amzn-requestid': 'request-1', ...headers });
  if (cut === undefined) return void response.end(body);
  response.write(body, () => response.socket?.destroy());
}
