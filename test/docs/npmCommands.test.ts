// The npm commands that the documentation shows: their scripts exist, and the programs take their options.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parseConfig.ts';
import { parseFlags } from '../../src/simulator/parseFlags.ts';
import { blocks, pages, textOf } from './blocks.ts';

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};

interface Command {
  env: Record<string, string>;
  words: string[];
}

/** `A=b npm start -- --flag value && ...`, over several lines where they end with a backslash. */
const commandsOf = (text: string): Command[] =>
  text
    .replaceAll('\\\n', ' ')
    .replace(/\s#.*$/gm, '')
    .split(/\n|&&/)
    .map((line) => line.split(/\s+/).filter(Boolean))
    .filter((words) => words.length > 0)
    .map((words) => {
      const at = words.findIndex((word) => !/^\w+=/.test(word));
      return { env: Object.fromEntries(words.slice(0, at).map((word) => word.split('=', 2))), words: words.slice(at) };
    });

function expectToWork({ env, words: [program, ...words] }: Command): void {
  if (program === 'node') {
    expect(words[0]).toBe('dist/main.js');
    parseConfig(words.slice(1), env);
    return;
  }
  expect(program).toBe('npm');
  const [command = '', ...rest] = words[0] === 'run' ? words.slice(1) : words;
  const [dashes, ...flags] = rest;
  expect([undefined, '--']).toContain(dashes);
  if (command !== 'ci') expect(Object.keys(scripts)).toContain(command);
  if (command === 'start') parseConfig(flags, env);
  if (command === 'simulator') expect(parseFlags(flags)).toMatchObject({ kind: 'settings' });
}

test.each(blocks.filter(({ marks }) => 'npm' in marks))('$page:$line can be typed', ({ text }) => {
  const commands = commandsOf(text);
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) expectToWork(command);
});

test('every script that the documentation names exists', () => {
  const named = [
    ...pages
      .map(textOf)
      .join('\n')
      .matchAll(/npm run ([\w:]+)/g),
  ].map(([, name]) => name);
  expect(named).toContain('matrix');
  expect(named.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([]);
});
