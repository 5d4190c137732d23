// Runs what the README shows for a client as a program of its own, as somebody would who copies it. Node lacks some of what
// browsers have, and gets it from packages.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { startRetrieval, untilTheEnd } from '../support/startRetrieval.ts';

const root = new URL('../..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const section = readme.slice(readme.indexOf('\n## Subscribe\n')).split('\n## What it does\n')[0] ?? '';

const blockOf = (text: string, language: string): string => {
  const [, code] = new RegExp(`\`\`\`${language}\\n(.+?)\`\`\``, 's').exec(text) ?? [];
  if (code === undefined) throw new Error(`the README has no ${language} where it should`);
  return code;
};

/** What is to be typed into a shell. */
export const shellSnippet = (): string => blockOf(section, 'sh');

/** What goes before all snippets, and the one under this heading. */
export function snippet(heading: string): string {
  const under = section.split(`\n### ${heading}\n`)[1];
  if (under === undefined) throw new Error(`the README says nothing of ${heading}`);
  return `${blockOf(section, 'js')}\n${blockOf(under, 'js')}`;
}

/** The gateway of the README, and the job. */
export const addressInReadme = 'http://127.0.0.1:4000/graphql';
const idInReadme = 'the id of a job';

const browserLike = `
import { EventSource } from 'eventsource';
import WebSocket from 'ws';
Object.assign(globalThis, { EventSource, WebSocket });
console.log = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
`;

interface Told {
  phase: string;
}

/** What was told anew: who comes again may begin with the present state. */
const changes = (told: readonly Told[]): Told[] => told.filter(({ phase }, at) => phase !== told[at - 1]?.phase);

/**
 * Expects of a snippet that it follows a retrieval from its start to its end, and then ends; also where the gateway that
 * it follows at ends meanwhile and another one comes in its place.
 */
export async function expectToFollow(code: string, { throughRestart = true } = {}): Promise<void> {
  await using first = await startGateway();
  const { id } = await startRetrieval(first);
  expect(code).toContain(addressInReadme);
  expect(code).toContain(idInReadme);
  const program = browserLike + code.replace(addressInReadme, first.url).replace(idInReadme, id);
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: fileURLToPath(root) });
  const complaints = text(child.stderr);
  const exited = once(child, 'exit');
  let second: TestGateway | undefined;
  try {
    const told: Told[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      told.push(JSON.parse(line));
      if (told.length > 1) continue;
      if (throughRestart) {
        await first.close();
        const restarted = await startGateway({ port: Number(new URL(first.url).port), beside: first });
        second = restarted;
        await expect.poll(() => restarted.underWay().broadcasts).toBe(1);
      }
      first.clock.advance(untilTheEnd);
    }
    const [exitCode] = await exited;
    expect({ exitCode, complaints: await complaints }).toEqual({ exitCode: 0, complaints: '' });
    expect(changes(told)).toMatchObject([
      { id, phase: 'RUNNING', outcome: null },
      { id, phase: 'DONE', outcome: 'SUCCEEDED' },
    ]);
  } finally {
    child.kill();
    await second?.[Symbol.asyncDispose]();
  }
}

export const followByReadme = (heading: string): Promise<void> => expectToFollow(snippet(heading));

/** The same with the client for events in place of the one for WebSocket; it does not come again by itself. */
export const followByEvents = (code: string): Promise<void> =>
  expectToFollow(
    code
      .replace("from 'graphql-ws'", "from 'graphql-sse'")
      .replace("createClient({ url: url.replace('http', 'ws') })", 'createClient({ url })'),
    { throughRestart: false },
  );
