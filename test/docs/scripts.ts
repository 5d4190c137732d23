// The scripts of the documentation, by the name after `run=`: what each needs, and what it results in.
import { expect } from 'vitest';
import type { Program } from '../support/describeWith.ts';
import type { Script } from './openScript.ts';

export interface Expectation {
  /** The options of a gateway that runs before the first block, as the page says. */
  gateway?: string[];
  /** The programs that must be installed, besides curl. */
  programs?: Program[];
  /** Of a block that takes long, in milliseconds: for what hangs. */
  timeout?: number;
  /** After the last block, in addition to the answers that the page shows. What the blocks have started still runs. */
  check?(script: Script): Promise<void> | void;
}

const outputUnder = ({ steps }: Script, heading: string): string =>
  steps
    .filter(({ block }) => block.heading === heading)
    .map(({ output }) => output)
    .join('');

const isReady = async (port: number): Promise<number> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status,
    () => 0,
  );

export const scripts: Readonly<Record<string, Expectation>> = {
  // Faster than on the page, where a retrieval takes seconds.
  'retrieve-data': { gateway: ['--simulator-archives', '1000000', '--simulator-speed', '240'] },
  authentication: {
    gateway: ['--api-keys-file', 'keys.json', '--policy-file', 'policy.json'],
    check: (script) =>
      expect(outputUnder(script, 'API keys')).toMatch(/^ {2}gg_[\w-]{43}$[\s\S]*"sha256": "[0-9a-f]{64}"/m),
  },
  limits: {
    gateway: [],
    check: (script) => {
      const output = outputUnder(script, 'Query cost');
      expect(output).toMatch(/\baws: \{\s+calls: 11,/);
      expect(output).toMatch(/\bcost: \{ awsCalls: 11, nodes: 10 \}/);
    },
  },
  notifications: {},
  // It restores 100,000 objects.
  restores: { timeout: 300_000 },
  instances: {
    programs: ['redis-server'],
    check: async ({ port }) => {
      for (const onPage of [4001, 4002]) {
        await expect.poll(() => isReady(port(onPage))).toBe(200);
      }
    },
  },
  deployment: {
    programs: ['redis-server'],
    check: (script) => {
      const answers = script.steps
        .flatMap(({ output }) => output.split('\n'))
        .filter((line) => line.startsWith('{"data":') || line.startsWith('{"errors":'))
        .map((line) => JSON.parse(line));
      const started = { data: { initiateInventoryRetrieval: { job: { jobId: expect.any(String) } } } };
      expect(answers).toMatchObject([
        started,
        started,
        { data: { initiateInventoryRetrieval: { code: 'FORBIDDEN', message: expect.stringContaining('start') } } },
        { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
      ]);
      expect(answers[1]).toMatchObject({ data: answers[0].data });
      const output = script.steps.map((step) => step.output).join('');
      expect(output).toMatch(/^glacier_graphql_starts_total\{.*result="OK"\} 1$/m);
      expect(output).toMatch(/^\{.*"audit":true/m);
    },
  },
  observability: {
    check: (script) => expect(outputUnder(script, 'Logs, metrics and traces')).toContain('# HELP glacier_graphql_'),
  },
  simulator: {
    programs: ['aws'],
    check: (script) => {
      const output = script.steps.map((step) => step.output).join('');
      expect(output).toContain('"VaultList": [');
      expect(output).toContain('"Jobs": [');
    },
  },
  sns: {
    programs: ['aws'],
    check: (script) => expect(outputUnder(script, 'With the simulator')).toContain('"SubscriptionArn"'),
  },
};
