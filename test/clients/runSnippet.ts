// Runs what the README shows for a client as a program of its own, as somebody would who copies it. Node lacks some of what
// browsers have, and gets it from packages.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
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

/** Expects of a snippet that it follows a retrieval from its start to its end, and then ends. */
export async function expectToFollow(code: string, { repeatsTheLast = false } = {}): Promise<void> {
  await using gateway = await startGateway();
  const { id } = await startRetrieval(gateway);
  expect(code).toContain(addressInReadme);
  expect(code).toContain(idInReadme);
  const program = browserLike + code.replace(addressInReadme, gateway.url).replace(idInReadme, id);
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: fileURLToPath(root) });
  const complaints = text(child.stderr);
  const exited = once(child, 'exit');
  try {
    const told: unknown[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      told.push(JSON.parse(line));
      if (told.length === 1) gateway.clock.advance(untilTheEnd);
    }
    const [exitCode] = await exited;
    expect({ exitCode, complaints: await complaints }).toEqual({ exitCode: 0, complaints: '' });
    const end = { id, phase: 'DONE', outcome: 'SUCCEEDED' };
    expect(told).toMatchObject([{ id, phase: 'RUNNING', outcome: null }, end, ...(repeatsTheLast ? [end] : [])]);
  } finally {
    child.kill();
  }
}

export const followByReadme = (heading: string): Promise<void> => expectToFollow(snippet(heading));

/** The same with the client for WebSocket in place of the one for events. */
export const overWebSocket = (code: string): string =>
  code
    .replace("from 'graphql-sse'", "from 'graphql-ws'")
    .replace('createClient({ url })', "createClient({ url: url.replace('http', 'ws') })");
