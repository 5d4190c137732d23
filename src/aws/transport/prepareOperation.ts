// What is the same for all calls of an operation in one location: the endpoint, the constant headers, the scope of the signature
// and the reader. It is taken from the request that the SDK itself would send, and then compared: the own request for the same
// input must be equal to it, with its signature. If it is not, or if anything else is not known here, the SDK sends the calls.
import { isDeepStrictEqual } from 'node:util';
import { NormalizedSchema } from '@smithy/core/schema';
import type { AwsCredentialIdentity, HttpRequest } from '@smithy/types';
import type { AwsOperation } from '../client/defineOperation.ts';
import { rehearse, type SdkClient, type SdkCommand } from './heldOutcomes.ts';
import { schemaOf } from './operationSchema.ts';
import { jsonReader, type ReadBody } from './readJson.ts';
import { xmlReader } from './readXml.ts';
import { RequestSigner } from './requestSigner.ts';
import { createTargetWriter, type RequestTarget, type WriteTarget } from './requestTarget.ts';
import { type ReadStreamed, streamReader } from './streamedOutput.ts';

export interface SigningClient extends SdkClient {
  config: SdkClient['config'] & {
    credentials(): Promise<AwsCredentialIdentity>;
    signingEscapePath: boolean;
    disableClockSkewCorrection?: () => Promise<boolean>;
  };
}

export interface PreparedOperation {
  /** Where the request goes. */
  origin: URL;
  host: string;
  /** Null for an input that the SDK must send. */
  targetOf: WriteTarget;
  /** The path with its query, and all headers. */
  sign(
    target: RequestTarget,
    attempt: Readonly<Record<string, string>>,
    credentials: AwsCredentialIdentity,
    time: number,
  ): { path: string; headers: Record<string, string> };
  read: ReadBody;
  /** Null if the output is no stream. */
  readStreamed: ReadStreamed | null;
}

/** Of one request only; everything else is constant. */
const variable = new Set([
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'authorization',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
]);

/** Others may mean something that is not known here. */
const constant = new Set(['host', 'user-agent', 'x-amz-glacier-version', 'x-amz-user-agent']);

/** Null if the SDK must send the operation's calls. Rejects if this call alone prevents it, e.g. for lack of credentials. */
export async function prepareOperation(
  client: SigningClient,
  operation: AwsOperation,
  command: SdkCommand,
): Promise<PreparedOperation | null> {
  const schema = schemaOf(command);
  const writeTarget = schema && createTargetWriter(schema);
  if (!schema || !writeTarget) return null;
  const target = writeTarget(command.input);
  if (!target) throw new TypeError('The SDK writes this input.');
  if (await client.config.disableClockSkewCorrection?.()) return null;

  const request = await rehearse(client, command);
  const scope = /Credential=[^,]*\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request,/.exec(
    request.headers['authorization'] ?? '',
  );
  const [, , region = '', service = ''] = scope ?? [];
  if (!scope || request.body || !request.path.endsWith(target.path)) return null;
  const prefix = request.path.slice(0, request.path.length - target.path.length);
  // Empty and relative parts of a path are not signed.
  if (/\/(?:\.{0,2}(?:\/|$))/.test(`${prefix}/x`)) return null;

  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => constant.has(name)));
  const signer = new RequestSigner({ region, service, escapesPath: client.config.signingEscapePath });
  const sign: PreparedOperation['sign'] = (each, attempt, credentials, time) => {
    const path = prefix + each.path;
    const own = { ...headers, ...each.headers, ...attempt };
    signer.sign({ path, canonicalQuery: each.canonicalQuery, headers: own }, credentials, time);
    return { path: each.query === '' ? path : `${path}?${each.query}`, headers: own };
  };
  if (!isEqual(request, target, sign, await client.config.credentials())) return null;
  const output = NormalizedSchema.of(schema[5]);
  return {
    origin: new URL(originOf(request)),
    host: request.hostname,
    targetOf: (input) => {
      const each = writeTarget(input);
      return each?.hostLabels === target.hostLabels ? each : null;
    },
    sign,
    read: operation.service === 'glacier' ? jsonReader(output, operation) : xmlReader(output, operation),
    readStreamed: streamReader(output),
  };
}

const originOf = ({ protocol, hostname, port }: HttpRequest): string =>
  `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;

/** Whether the own request is the SDK's, to the last header. */
function isEqual(
  request: HttpRequest,
  target: RequestTarget,
  sign: PreparedOperation['sign'],
  credentials: AwsCredentialIdentity,
): boolean {
  const { headers } = request;
  const attempt = Object.fromEntries(
    ['amz-sdk-invocation-id', 'amz-sdk-request'].map((name) => [name, headers[name] ?? '']),
  );
  const own = sign(target, attempt, credentials, timeOf(headers['x-amz-date']));
  const isKnown = Object.keys(headers).every(
    (name) => constant.has(name) || variable.has(name) || name in target.headers,
  );
  return isKnown && isDeepStrictEqual(own.headers, { ...headers }) && isSameQuery(request, own.path);
}

/** 20261129T145345Z, in milliseconds; NaN for anything else. */
const timeOf = (date = ''): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

function isSameQuery({ query = {} }: HttpRequest, path: string): boolean {
  const parameters = new URLSearchParams(path.split('?')[1] ?? '');
  const own: Record<string, string[]> = {};
  for (const key of parameters.keys()) own[key] = parameters.getAll(key);
  const given = Object.entries(query).map(([key, value]) => [key, Array.isArray(value) ? value : [value]]);
  return isDeepStrictEqual(own, Object.fromEntries(given));
}
