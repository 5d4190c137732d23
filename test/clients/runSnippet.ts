// Runs the snippet of a client in docs/subscriptions.md as a separate program, as a reader would.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect as globalExpect } from 'vitest';
import { blocks } from '../docs/blocks.ts';
import { startChild } from '../support/startChild.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';

const root = new URL('../..', import.meta.url);
const onPage = blocks.filter(({ page }) => page === 'docs/subscriptions.md');

const textUnder = (heading: string, run: string): string => {
  const found = onPage.find((block) => block.heading === heading && block.marks['run'] === run);
  if (!found) throw new Error(`docs/subscriptions.md has no block to run under ${heading}`);
  return found.text;
};

/** What is to be typed into a shell. */
export const shellSnippet = (): string => textUnder('Transports', 'subscribe');

/** What goes before all snippets, and the one under this heading. */
export const snippet = (heading: string): string =>
  `${textUnder('Client kit', 'clients')}\n${textUnder(heading, 'clients')}`;

/** The gateway of the page, and the job. */
export const addressOnPage = 'http://127.0.0.1:4000/graphql';
const idOnPage = 'the id of a job';

/** What docs/subscriptions.md says of Node.js. */
const asOnPage = ['--experimental-websocket'];

const browserLike = `
import { EventSource } from 'eventsource';
Object.assign(globalThis, { EventSource });
console.log = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
`;

interface Change {
  phase: string;
}

/** The changes among the received events. A client that reconnects can receive the current state again. */
const changes = (received: readonly Change[]): Change[] =>
  received.filter(({ phase }, at) => phase !== received[at - 1]?.phase);

/**
 * Expects of a snippet that it follows a retrieval from its start to its end, and then ends; also where the gateway that
 * it follows at ends meanwhile and another one comes in its place.
 */
export async function expectToFollow(
  code: string,
  { throughRestart = true, expect = globalExpect } = {},
): Promise<void> {
  await using first = await startGateway();
  const { id } = await startRetrieval(first);
  expect(code).toContain(addressOnPage);
  expect(code).toContain(idOnPage);
  const program = browserLike + code.replace(addressOnPage, first.url).replace(idOnPage, id);
  const child = startChild(process.execPath, [...asOnPage, '--no-warnings', '--input-type=module', '--eval', program], {
    cwd: fileURLToPath(root),
  });
  const complaints = text(child.stderr);
  const exited = once(child, 'exit');
  let second: TestGateway | undefined;
  try {
    const received: Change[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      received.push(JSON.parse(line));
      if (received.length > 1) continue;
      if (throughRestart) {
        await first.close();
        const restarted = await startGateway({ PORT: Number(new URL(first.url).port), beside: first });
        second = restarted;
        await expect.poll(() => restarted.activity().broadcasts).toBe(1);
      }
      first.clock.advance(untilTheEnd);
    }
    const [exitCode] = await exited;
    expect({ exitCode, complaints: await complaints }).toEqual({ exitCode: 0, complaints: '' });
    expect(changes(received)).toMatchObject([
      { id, phase: 'RUNNING', outcome: null },
      { id, phase: 'DONE', outcome: 'SUCCEEDED' },
    ]);
  } finally {
    child.kill();
    await second?.[Symbol.asyncDispose]();
  }
}

/** A concurrent test passes its own `expect`. */
export const followAsDocumented = (heading: string, expect = globalExpect): Promise<void> =>
  expectToFollow(snippet(heading), { expect });

/** The same with the client for events in place of the one for WebSocket; it does not come again by itself. */
export const followByEvents = (code: string, expect = globalExpect): Promise<void> =>
  expectToFollow(
    code
      .replace("from 'graphql-ws'", "from 'graphql-sse'")
      .replace("createClient({ url: url.replace('http', 'ws') })", 'createClient({ url })'),
    { throughRestart: false, expect },
  );
