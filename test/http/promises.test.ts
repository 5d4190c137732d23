// A request that needs no AWS call waits for nothing but its body, so it creates two promises: that of the body, and the wait for it.
import { createHook } from 'node:async_hooks';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';

/** Sends a request on a connection, and calls `onResponse` when the response has begun. Creates no promise itself. */
function ask(socket: ReturnType<typeof connect>, body: string, onResponse: () => void): void {
  socket.once('data', onResponse);
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

const plain = { query: 'query ($a: Boolean!) { __typename @skip(if: $a) }', variables: { a: false } };
const jobs = {
  query:
    'query ($by: JobFilter) { jobs(filter: $by, maxAgeSeconds: 3600) { totalCount nodes { id } pageInfo { endCursor } } }',
  variables: { by: { phases: ['DONE', 'RUNNING'] } },
};

test.each([
  ['a plain request of a known document', plain],
  ['the query `jobs` while its lists are fresh', jobs],
])('%s creates the two promises of its body', async (_, request) => {
  await using gateway = await startGateway();
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify(request);
  let promises = 0;
  const hook = createHook({
    init: (_, type) => {
      if (type === 'PROMISE') promises += 1;
    },
  });
  const counts: number[] = [];
  await new Promise<void>((resolve) => {
    const next = () => {
      hook.disable();
      counts.push(promises);
      if (counts.length > 20) return resolve();
      promises = 0;
      hook.enable();
      ask(socket, body, next);
    };
    ask(socket, body, next);
  });
  socket.destroy();
  // Timers of the gateway or of the simulator may add some of their own to one of them.
  expect(Math.min(...counts.slice(2))).toBe(2);
});
