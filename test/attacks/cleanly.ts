// The definition of a clean refusal: a status, JSON, a message and a code, without internals or parts of the request, in
// short time, and without an effect on other callers.
import { expect } from 'vitest';
import { json, type Received, type Sent, send } from '../http/send.ts';
import type { Answer, TestGateway } from '../support/startGateway.ts';

/** Stands in whatever is sent, and in no answer. */
export const canary = 'canary-5171a7ed';

const inside = /originalError|node_modules|\.[jt]s:\d|\bat \w+ \(|stack|Did you mean|Unexpected error/;

export function expectClean(received: Received, statuses: readonly number[]): void {
  expect(statuses, received.text.slice(0, 500)).toContain(received.status);
  expect(received.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
  expect(received.text).not.toMatch(inside);
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

/** Asks as nobody should, and expects a refusal that costs nothing and that nobody else notices. */
export async function refuses(
  gateway: TestGateway,
  sent: Sent,
  { statuses = [400], within = 2_000 }: { statuses?: readonly number[]; within?: number } = {},
): Promise<Received> {
  gateway.calls();
  const started = performance.now();
  const received = await send(gateway.url, sent);
  expect(performance.now() - started).toBeLessThan(within);
  expectClean(received, statuses);
  await isWell(gateway);
  expect(gateway.calls()).toEqual({});
  return received;
}

/** The next plain query is answered at once. */
export async function isWell({ query }: Pick<TestGateway, 'query'>): Promise<void> {
  const started = performance.now();
  expect((await query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  expect(performance.now() - started).toBeLessThan(1_000);
}

/** A document as it is posted. Only to application/json by name, a document that does not fit the schema is a 200. */
export const posted = (query: string, variables?: unknown, accept = 'application/graphql-response+json'): Sent => ({
  headers: { ...json, accept },
  body: JSON.stringify({ query, variables }),
});

/** An answer to arguments that cannot be: no data for them, a code that says so, and nothing asked of AWS. */
export function expectArgumentsRefused({ data, errors = [] }: Answer, codes = ['BAD_USER_INPUT']): void {
  const told = Object.values((data ?? {}) as Record<string, { code?: string; message?: string } | null>);
  const told2 = [
    ...errors.map(({ extensions, message }) => ({ code: extensions.code, message })),
    ...told.flatMap((each) => each ?? []),
  ];
  expect(told2.length).toBeGreaterThan(0);
  for (const { code, message } of told2) {
    expect([...codes, 'GRAPHQL_VALIDATION_FAILED']).toContain(code);
    expect(message).not.toContain(canary);
    expect(message).not.toMatch(inside);
  }
}
