// What stands behind `run=` in the documentation, and what each script needs and gives.
import { expect } from 'vitest';
import type { Program } from '../support/describeWith.ts';
import type { Ran } from './runScript.ts';

interface Script {
  /** The options of a gateway that runs beforehand, as the page says. */
  gateway?: string[];
  /** What must be installed. */
  programs?: Program[];
  /** In milliseconds. */
  patience?: number;
  /** Beyond the answers that the page shows. */
  check?(ran: Ran): Promise<void> | void;
}

const outputUnder = ({ steps }: Ran, heading: string): string =>
  steps
    .filter(({ block }) => block.heading === heading)
    .map(({ output }) => output)
    .join('');

const isReady = async (port: number): Promise<number> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status,
    () => 0,
  );

export const scripts: Readonly<Record<string, Script>> = {
  'retrieve-data': { gateway: ['--simulator-archives', '1000000'], patience: 240_000 },
  authentication: {
    gateway: ['--api-keys-file', 'keys.json', '--policy-file', 'policy.json'],
    check: (ran) => expect(outputUnder(ran, 'API keys')).toMatch(/^key: gg_[\w-]{43}\nsha256: [0-9a-f]{64}$/m),
  },
  limits: {
    gateway: [],
    check: (ran) => {
      const output = outputUnder(ran, 'Query cost');
      expect(output).toMatch(/\baws: \{\s+calls: 11,/);
      expect(output).toMatch(/\bcost: \{ awsCalls: 11, nodes: 10 \}/);
    },
  },
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
    check: (ran) => {
      const answers = ran.steps
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
      const output = ran.steps.map((step) => step.output).join('');
      expect(output).toMatch(/^glacier_graphql_starts_total\{.*result="OK"\} 1$/m);
      expect(output).toMatch(/^\{.*"audit":true/m);
    },
  },
  observability: {
    check: (ran) => expect(outputUnder(ran, 'Logs, metrics and traces')).toContain('# HELP glacier_graphql_'),
  },
  simulator: {
    programs: ['aws'],
    check: (ran) => {
      const output = ran.steps.map((step) => step.output).join('');
      expect(output).toContain('"VaultList": [');
      expect(output).toContain('"Jobs": [');
    },
  },
  sns: {
    programs: ['aws'],
    check: (ran) => expect(outputUnder(ran, 'With the simulator')).toContain('"SubscriptionArn"'),
  },
};
