// What the simulator's tests share: a simulator on a clock that stands still, and the real SDK talking to it over HTTP.
import { GlacierClient, type GlacierClientConfig } from '@aws-sdk/client-glacier';
import { S3ControlClient, type S3ControlClientConfig } from '@aws-sdk/client-s3-control';
import { onTestFinished } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/startSimulator.ts';
import type { AccountRegion } from '../../src/simulator/world/records.ts';

export const START = Date.UTC(2026, 0, 15, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const MiB = 1024 * 1024;

export interface Harness {
  simulator: Simulator;
  clock: AdjustableClock;
  client: GlacierClient;
  /** 111122223333 in us-east-1, where the client is. */
  location: AccountRegion;
}

/** A simulator without a vault, closed at the end of the test. */
export async function start(options: Omit<Partial<SimulatorOptions>, 'clock'> = {}): Promise<Harness> {
  const clock = createClock({ speed: 0, startAt: START });
  const simulator = await startSimulator({ seed: 'empty', ...options, clock });
  const client = clientOf(simulator.url);
  onTestFinished(async () => {
    client.destroy();
    await simulator.close();
  });
  return { simulator, clock, client, location: simulator.world.location('111122223333', 'us-east-1') };
}

export function clientOf(endpoint: string, config: GlacierClientConfig & { accessKeyId?: string } = {}): GlacierClient {
  const { accessKeyId = '111122223333', ...rest } = config;
  return new GlacierClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'any' },
    maxAttempts: 1,
    ...rest,
  });
}

/** A client of S3 Control: without its own rules for endpoints, which would put the account before an IP address. */
export function batchClientOf(
  endpoint: string,
  config: S3ControlClientConfig & { accessKeyId?: string } = {},
): S3ControlClient {
  const { accessKeyId = '111122223333', ...rest } = config;
  return new S3ControlClient({
    endpointProvider: () => ({ url: new URL(endpoint) }),
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'any' },
    maxAttempts: 1,
    ...rest,
  });
}

/** The error a promise must end in. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { $metadata?: { httpStatusCode?: number } }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

/** As `errorOf`, in one line: name, HTTP status and text. */
export async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise);
  return `${error.name} ${error.$metadata?.httpStatusCode ?? '-'}: ${error.message}`;
}
