// Gateways that notify a receiver, with clocks that only the test moves, and what has arrived.
import { expect, onTestFinished } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { pollOnce, settle, tick } from '../watch/world.ts';
import { routesOf } from './routes.ts';
import type { Received, Receiver } from './startReceiver.ts';

export interface Notifying {
  gateway: TestGateway;
  realClock: AdjustableClock;
  /** The path of each route at the receiver. */
  at: string[];
  received(route?: number): Received[];
}

let paths = 0;

/** A gateway whose routes go to paths of their own, unless they have an address. */
export async function startNotifying(
  receiver: Receiver,
  routes: readonly object[],
  { realClock = createClock({ speed: 0 }), ...given }: TestOptions & { realClock?: AdjustableClock } = {},
): Promise<Notifying> {
  const addressed = routes.map((route) => ({ address: new URL(`/${++paths}`, receiver.url).href, ...route }));
  const at = addressed.map(({ address }) => new URL(address).pathname);
  const gateway = await startGateway({
    seed: 'empty',
    NOTIFY_ALLOW_PRIVATE_ADDRESSES: true,
    realClock,
    routes: routesOf(...addressed),
    ...given,
  });
  onTestFinished(() => gateway[Symbol.asyncDispose]());
  await settle(gateway);
  const received = (route = 0) => receiver.received.filter(({ path }) => path === at[route]);
  return { gateway, realClock, at, received };
}

export const typesOf = (received: readonly Received[]): string[] => received.map(({ body }) => JSON.parse(body).type);
export const jobsOf = (received: readonly Received[]): string[] =>
  received.map(({ body }) => JSON.parse(body).data.job.jobId);
export const idsOf = (received: readonly Received[]): unknown[] => received.map(({ headers }) => headers['webhook-id']);

/** Lets the watches poll until so many requests have arrived. */
export async function arrive(gateway: TestGateway, received: () => Received[], count: number): Promise<void> {
  for (let round = 0; round < 5 && received().length < count; round += 1) await pollOnce(gateway);
  // On a busy machine a poll can be too late. The watch repeats it when time has passed.
  let checks = 0;
  const arrived = () => {
    checks += 1;
    if (checks % 40 === 0) gateway.clock.advance(tick);
    return received().length;
  };
  await expect.poll(arrived, { timeout: 30_000 }).toBe(count);
}

/** What the receiver answers for the rest of the test. */
export function answerWith(receiver: Receiver, answer: Receiver['answer']): void {
  receiver.answer = answer;
  onTestFinished(() => {
    receiver.answer = (response) => void response.writeHead(204).end();
  });
}
