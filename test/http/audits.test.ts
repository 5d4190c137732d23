// The official audits of the GraphQL-over-HTTP specification, against the real server.
import { type AuditResult, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const audits = serverAudits({ url: () => gateway.url });

test('there are 61 audits', () => {
  expect(audits).toHaveLength(61);
});

// Also what the specification only recommends: 'warn' is not 'ok'.
test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: the gateway %s', async (_, __, audit) => {
  const result: AuditResult = await audit.fn();
  const reason = result.status === 'ok' ? '' : result.reason;
  expect({ status: result.status, reason }).toEqual({ status: 'ok', reason: '' });
});
