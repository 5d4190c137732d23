// The gateway as its main program serves it, on a simulator in another process and with a clock that the bench moves: one poll of AWS
// per command, so that the bench decides when an event happens.
import { pino } from 'pino';
import { createClock } from '../../../src/core/clock.ts';
import { serve } from '../../../src/serve.ts';
import { requestRules } from '../../support/requestRules.ts';
import { acceptCommands } from './acceptCommands.ts';

/** Seconds of the clock: each command moves it further, past the next poll. */
const pace = 0.01;

export async function startLiveGateway(): Promise<void> {
  const { SIMULATOR_URL: url = '', START = '', ACCOUNT_ID: accountId = '', REGION: region = '' } = process.env;
  const clock = createClock({ speed: 0, startAt: Number(START) });
  const gateway = await serve({
    backend: {
      kind: 'LOCAL',
      accounts: [{ accountId, name: null, regions: [region] }],
      clock,
      endpoints: () => ({ glacier: url, s3Control: url }),
      credentials: () => ({ accessKeyId: accountId, secretAccessKey: 'simulated' }),
    },
    host: '127.0.0.1',
    port: 0,
    timeouts: { attempt: 2_000, call: 5_000 },
    bulkStartTimeout: 30_000,
    settling: 60_000,
    jobsPerSource: 5_000,
    pace: { minSeconds: pace, maxSeconds: pace },
    // Slow readers must stay connected through the whole case.
    limits: { heartbeatSeconds: 12, slowReaderTimeoutSeconds: 3_600 },
    inventoryScanBytes: 32 * 1024 * 1024,
    requests: requestRules,
    callers: {},
    outputs: { seconds: 900 },
    latestLoop: 200,
    log: pino({ level: 'silent' }),
  });
  acceptCommands({ publish: (milliseconds) => clock.advance(Number(milliseconds)) });
  process.stdout.write(`${gateway.url} \n`);
}
