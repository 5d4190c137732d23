// The gateway that is fuzzed: the built program in a process with a small heap, with callers by key and by token, SNS messages,
// and a simulated AWS behind a hop that can change responses.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { audience, makeKey, type SigningKey, startIssuer } from '../access/startIssuer.ts';
import { type Program, run, urlOf } from '../process/program.ts';
import { certificateOf, topic } from '../sns/createForger.ts';
import { type HopAnswer, type HopRequest, startHop } from '../support/startHop.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** No response may contain them. */
export const secrets = {
  START_SECRET: 'start-secret-of-the-fuzzed-gateway',
  OUTPUT_SECRET: 'output-secret-of-the-fuzzed-gateway',
  AWS_SECRET_ACCESS_KEY: 'secret-access-key-of-the-fuzzed-gateway',
};

/** The API keys of callers. */
export const keys = { fuzzer: 'key-of-the-fuzzer', neighbour: 'key-of-a-neighbour' };

const accountId = '111122223333';
/** Simulated seconds in a real one. */
const speed = 600;
/** In MB: half of a container of 512 MB. */
const heapMegabytes = 256;

const policy = [
  {
    callers: { keys: ['fuzzer'], claims: { groups: 'fuzzers' } },
    rules: [
      { resources: ['*/*', '*/*/*'], actions: ['read', 'start', 'manage'] },
      { resources: ['*/*/scratch-*'], actions: ['read', 'start', 'manage', 'delete'] },
      { resources: ['*/*/legal-*'], deny: ['read'] },
    ],
  },
  { callers: { keys: ['neighbour'] }, rules: [{ resources: ['*/*', '*/*/*'], actions: ['read'] }] },
];

/** What replaces a response of AWS; undefined leaves it. */
export type ChangeResponse = (answer: HopAnswer, request: HopRequest) => HopAnswer | undefined;

export interface FuzzedGateway extends AsyncDisposable {
  url: string;
  snsUrl: string;
  /** The address of AWS, which callers must not learn. */
  awsUrl: string;
  /** The certificate of SNS. */
  certificateUrl: string;
  /** The key of the token issuer. */
  tokenKey: SigningKey;
  changeResponses(change: ChangeResponse | null): void;
  /** CPU time of the process so far. */
  cpuSeconds(): number;
  /** Resident memory, in bytes. */
  memory(): number;
  /** The value of a metric. */
  metric(name: string): Promise<number>;
  /** Errors in the log since the last time, and whether the process has ended. */
  faults(): string[];
  /** Whether it still runs. */
  isRunning(): boolean;
  restart(): Promise<void>;
  /** Ends the process with SIGTERM. Returns the errors in the rest of its log, which is complete then. */
  stop(): Promise<string[]>;
}

/** `dist` is the folder of the build. */
export async function startFuzzedGateway(dist: string): Promise<FuzzedGateway> {
  const folder = await temporaryFolder('fuzz');
  const simulator = await startSimulator({ clock: createClock({ speed }), seed: 'demo', startsJobs: true });
  let change: ChangeResponse | null = null;
  const hop = await startHop(simulator.url, (answer, request) => change?.(answer, request));
  const tokenKey = await makeKey('fuzz');
  const issuer = await startIssuer(tokenKey);
  const certificate = await serveText(certificateOf());
  const hashes = Object.entries(keys).map(([name, key]) => [
    name,
    [{ sha256: createHash('sha256').update(key).digest('hex') }],
  ]);
  const [keysFile, policyFile] = [join(folder.path, 'keys.json'), join(folder.path, 'policy.json')];
  writeFileSync(keysFile, JSON.stringify(Object.fromEntries(hashes)));
  writeFileSync(policyFile, JSON.stringify(policy));

  const env = {
    ...secrets,
    NODE_OPTIONS: `--max-old-space-size=${heapMegabytes}`,
    NODE_ENV: 'production',
    PORT: '0',
    ADMIN_PORT: '0',
    BACKEND: 'aws',
    AWS_ENDPOINT_URL: hop.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accountId,
    API_KEYS_FILE: keysFile,
    POLICY_FILE: policyFile,
    JWT_JWKS_URL: issuer.url,
    JWT_ISSUER: 'https://issuer.example',
    JWT_AUDIENCE: audience,
    SNS_TOPICS: topic,
    SNS_CERTIFICATE_URL: certificate.url,
    // Links are used after a restart too.
    OUTPUT_LINK_SECONDS: '86400',
    REQUESTS_PER_MINUTE: 'unlimited',
    STARTS_PER_HOUR: 'unlimited',
    SUBSCRIPTIONS_PER_CALLER: 'unlimited',
    // A start that was sent before the gateway started could be unknown for this long.
    LIST_CONSISTENCY_SECONDS: '1',
    AWS_ATTEMPT_TIMEOUT_MS: '5000',
    AWS_TIMEOUT_MS: '10000',
    LOG_LEVEL: 'warn',
  };

  let program: Program;
  let [url, adminUrl] = ['', ''];
  /** How much of the log was examined, and what came after the start of the process. */
  let examined = 0;
  let isEndReported = false;
  let hasEnded = false;
  const start = async () => {
    program = run({ path: dist, ...undisposed }, { path: folder.path, ...undisposed }, { env });
    const started = program;
    examined = 0;
    hasEnded = false;
    isEndReported = false;
    void started.ended.then(() => {
      if (started === program) hasEnded = true;
    });
    url = await urlOf(program);
    [, adminUrl = ''] = await program.says(/Metrics and probes: (\S+)/);
  };
  await start();

  const faults = (): string[] => {
    const log = program.stderr();
    const end = log.lastIndexOf('\n') + 1;
    const lines = log.slice(examined, hasEnded ? undefined : end).split('\n');
    examined = end;
    const found = lines.flatMap(errorOf);
    if (hasEnded && !isEndReported) {
      isEndReported = true;
      found.push(`the process ended: ${log.slice(-2_000)}`);
    }
    return found;
  };

  return {
    get url() {
      return url;
    },
    get snsUrl() {
      return new URL('/sns', url).href;
    },
    awsUrl: hop.url,
    certificateUrl: certificate.url,
    tokenKey,
    changeResponses: (next) => {
      change = next;
    },
    cpuSeconds: () => program.cpuSeconds(),
    memory: () => {
      const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8')) ?? [];
      return Number(kibibytes) * 1024;
    },
    metric: async (name) => {
      const text = await (await fetch(adminUrl)).text();
      const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
      return Number(value);
    },
    faults,
    isRunning: () => !hasEnded,
    restart: async () => {
      await program[Symbol.asyncDispose]();
      await start();
    },
    stop: async () => {
      program.kill('SIGTERM');
      const { code, signal } = await program.ended;
      isEndReported = true;
      return [...faults(), ...(code === 0 ? [] : [`the process ended with ${code ?? signal}`])];
    },
    [Symbol.asyncDispose]: async () => {
      await program[Symbol.asyncDispose]();
      await Promise.all([hop, issuer, certificate].map((each) => each[Symbol.asyncDispose]()));
      await simulator.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** For folders that the caller of this function removes. */
const undisposed = { [Symbol.asyncDispose]: async () => undefined };

interface LoggedError {
  type?: string;
  message?: string;
  stack?: string;
}

/** From this level on, a line of the log is an error. */
const errorLevel = 50;

/** An error in a line of the log. What is no JSON, such as a warning of Node, is one too. */
function errorOf(line: string): string[] {
  if (line.trim() === '') return [];
  try {
    const { level, msg, err } = JSON.parse(line) as { level: number; msg: string; err?: LoggedError };
    if (level < errorLevel) return [];
    return [
      `log: ${msg}${err ? `: ${err.type}: ${err.message} ${err.stack?.split('\n').slice(0, 4).join('\n')}` : ''}`,
    ];
  } catch {
    return [`standard error: ${line}`];
  }
}

async function serveText(text: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((_, response) => void response.end(text));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/certificate.pem`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
