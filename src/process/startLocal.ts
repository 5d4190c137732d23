// The local backend: a simulator in a thread, or in another process. The only file that knows gateway and simulator.
import type { Backend } from '../aws/backend.ts';
import type { Clock } from '../core/clock.ts';
import {
  certificatePath,
  demoAccounts,
  demoTopic,
  documentedAccounts,
  followedBatchJob,
} from '../simulator/demoFacts.ts';
import { followSimulator } from './simulator/followSimulator.ts';
import { startSimulatorThread } from './simulator/startSimulatorThread.ts';

export interface Local {
  backend: Backend;
  simulator: { url: string; close(): Promise<void> };
  sns: {
    topics: string[];
    certificateUrl: string;
    /** Subscribes the URL to the demo topic of an embedded simulator, as if the subscription was confirmed long ago. */
    subscribe(url: string): void;
  };
}

export interface LocalOptions {
  /** Base URL of a simulator in another process, which has its own speed; undefined for an embedded one. */
  url: string | undefined;
  speed: number;
  port: number;
  /** Size of the vault archive-of-millions. */
  archives: number;
  /** Called if the embedded simulator ends by itself. */
  onEnd: (error: unknown) => void;
}

export async function startLocal({ url, onEnd, ...options }: LocalOptions): Promise<Local> {
  if (url !== undefined) {
    const { clock, ...simulator } = await followSimulator(url);
    // Its subscriptions are made there, with the SNS API.
    return { simulator, backend: backendOn(simulator.url, clock), sns: snsOf(simulator.url, () => undefined) };
  }
  const { clock, subscribe, ...simulator } = await startSimulatorThread(options, onEnd);
  const backend: Backend = { ...backendOn(simulator.url, clock), hasNoPast: true };
  return { simulator, backend, sns: snsOf(simulator.url, (to) => subscribe(demoTopic, to)) };
}

const snsOf = (simulatorUrl: string, subscribe: Local['sns']['subscribe']): Local['sns'] => ({
  topics: [demoTopic],
  certificateUrl: simulatorUrl + certificatePath,
  subscribe,
});

function backendOn(url: string, clock: Clock): Backend {
  const [first, ...others] = demoAccounts;
  if (!first) throw new Error('the demo world has no account');
  return {
    kind: 'LOCAL',
    accounts: [first, ...others],
    trustedAccounts: documentedAccounts,
    clock,
    endpoints: () => ({ glacier: url, s3Control: url, s3: url, sns: url }),
    // The simulator takes an access key of twelve digits as the account of the signer.
    credentials: ({ accountId }) => ({ accessKeyId: accountId, secretAccessKey: 'simulated' }),
    exampleBatchJob: () => followedBatchJob(clock.now()),
  };
}
