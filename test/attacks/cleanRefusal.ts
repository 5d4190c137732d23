// The definition of a clean refusal: a status, JSON, a message and a code, without internals or parts of the request, with
// little work, and without an effect on other callers.
import { expect } from 'vitest';
import { json, type Received, type Sent, send } from '../http/send.ts';
import { countCalls } from '../support/countCalls.ts';
import type { Answer, TestGateway } from '../support/startGateway.ts';

/** Part of every request; must not appear in any answer. */
export const canary = 'canary-5171a7ed';

const internals = /originalError|node_modules|\.[jt]s:\d|\bat \w+ \(|stack|Did you mean|Unexpected error/;

export function expectClean(received: Received, statuses: readonly number[]): void {
  expect(statuses, received.text.slice(0, 500)).toContain(received.status);
  expect(received.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
  expect(received.text).not.toMatch(internals);
  expect(received.text).not.toContain(canary);
  expect(received.text.length).toBeLessThanOrEqual(8 * 1024);
  const { errors, data } = received.json();
  expect(data ?? undefined).toBeUndefined();
  expect(errors.length).toBeLessThanOrEqual(9);
  for (const { message, extensions } of errors) {
    expect(message).toEqual(expect.any(String));
    expect(extensions.code).toMatch(/^[A-Z_]+$/);
    expect(extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
  }
}

const hostile = new WeakMap<TestGateway, Sent[]>();

/** Sends a malicious request, whose work expectLittleWork() counts. */
export function sendHostile(gateway: TestGateway, sent: Sent): Promise<Received> {
  hostile.set(gateway, [...(hostile.get(gateway) ?? []), sent]);
  return send(gateway.url, sent);
}

/** Function calls of gateway and client for one request, on average: a few milliseconds of CPU time. */
const fewCalls = 20_000;

/**
 * For afterAll(): sends all malicious requests of a file again, and counts their work. It is counted once for all of them, because
 * counting takes half a second itself. So one request can do the work of all, which is some tenths of a second.
 */
export async function expectLittleWork(gateway: TestGateway, mostCalls = fewCalls): Promise<void> {
  const requests = hostile.get(gateway) ?? [];
  const calls = await countCalls(async () => {
    for (const sent of requests) await send(gateway.url, sent);
  });
  expect(calls).toBeLessThanOrEqual(requests.length * mostCalls);
}

/** Sends a malicious request. Expects a refusal without an AWS call and without an effect on other callers. */
export async function expectRefused(
  gateway: TestGateway,
  sent: Sent,
  { statuses = [400] }: { statuses?: readonly number[] } = {},
): Promise<Received> {
  gateway.calls();
  const received = await sendHostile(gateway, sent);
  expectClean(received, statuses);
  await expectHealthy(gateway);
  expect(gateway.calls()).toEqual({});
  return received;
}

/** Expects that the next query is answered. */
export async function expectHealthy({ query }: Pick<TestGateway, 'query'>): Promise<void> {
  expect((await query('{ __typename }')).data).toEqual({ __typename: 'Query' });
}

/** A document sent by POST. With application/json alone, a document that does not fit the schema is answered with 200. */
export const posted = (query: string, variables?: unknown, accept = 'application/graphql-response+json'): Sent => ({
  headers: { ...json, accept },
  body: JSON.stringify({ query, variables }),
});

/** Expects an answer to invalid arguments: no data, a code, and no internals. */
export function expectArgumentsRefused({ data, errors = [] }: Answer, codes = ['BAD_USER_INPUT']): void {
  const payloads = Object.values((data ?? {}) as Record<string, { code?: string; message?: string } | null>);
  const returned = [
    ...errors.map(({ extensions, message }) => ({ code: extensions.code, message })),
    ...payloads.flatMap((each) => each ?? []),
  ];
  expect(returned.length).toBeGreaterThan(0);
  for (const { code, message } of returned) {
    expect([...codes, 'GRAPHQL_VALIDATION_FAILED']).toContain(code);
    expect(message).not.toContain(canary);
    expect(message).not.toMatch(internals);
  }
}
