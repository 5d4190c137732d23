// The gateway as its main program serves it, on a simulator in another process and with a clock that the bench moves: one poll of AWS
// per command, so that the bench decides when an event happens.
import { pino } from 'pino';
import { createClock } from '../../../src/core/clock.ts';
import { serve } from '../../../src/serve.ts';
import { acceptCommands } from './acceptCommands.ts';

/** Seconds of the clock: each command moves it further, past the next poll. */
const pace = 0.01;

/**
 * The clock stands still for the bench. A second of the subscribers is next to nothing of its time, so that the progress of
 * each event is reported, however small.
 */
const speed = 1e-9;

export async function startLiveGateway(): Promise<void> {
  const { SIMULATOR_URL: url = '', START = '', ACCOUNT_ID: accountId = '', REGION: region = '' } = process.env;
  const clock = createClock({ speed, startAt: Number(START) });
  const gateway = await serve(
    {
      PORT: 0,
      POLL_MIN_SECONDS: pace,
      POLL_MAX_SECONDS: pace,
      BATCH_POLL_MIN_SECONDS: pace,
      // Slow readers must stay connected through the whole case.
      SLOW_READER_TIMEOUT_SECONDS: 3_600,
    },
    {
      backend: {
        kind: 'LOCAL',
        accounts: [{ accountId, name: null, regions: [region] }],
        clock,
        endpoints: () => ({ glacier: url, s3Control: url }),
        credentials: () => ({ accessKeyId: accountId, secretAccessKey: 'simulated' }),
      },
      log: pino({ level: 'silent' }),
    },
  );
  acceptCommands({ publish: (milliseconds) => clock.advance(Number(milliseconds)) });
  process.stdout.write(`${gateway.url} \n`);
}
