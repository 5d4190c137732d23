// Each message that the documentation quotes is one that the sources hold; `...` stands for a value.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocks } from './blocks.ts';

const src = resolve(import.meta.dirname, '../../src');

/** Literals as they are printed: values as NUL, concatenations as one. */
const literalsOf = (isMeant: (name: string) => boolean): string[] =>
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && isMeant(name))
    .map((name) =>
      readFileSync(join(src, name), 'utf8')
        .replace(/['"`]\s*\+\s*['"`]/g, '')
        .replace(/\$\{[^}]*\}/g, '\0')
        .replace(/\\(['"`])/g, '$1'),
    );

const isSimulator = (name: string): boolean => name.startsWith('simulator');
const own = literalsOf((name) => !isSimulator(name));
/** AWS's own messages, as the simulator has them. */
const ofAws = literalsOf(isSimulator);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A value of the program stands where the message has `...`. At its ends, where anything may be, it is not searched for. */
const patternOf = (message: string): RegExp =>
  new RegExp(
    message
      .trim()
      .replace(/^\.{3}|\.{3}$/g, '')
      .split('...')
      .map(escaped)
      .join('[^\\n]*'),
  );

function isPrinted(message: string, sources = own): boolean {
  const pattern = patternOf(message);
  return sources.some((source) => pattern.test(source));
}

const quoted = blocks.filter(({ marks }) => 'message' in marks);

describe('quoted messages', () => {
  test('are found', () => expect(quoted.length).toBeGreaterThan(20));

  test.each(quoted)('$text ($page:$line)', ({ text, marks }) =>
    expect(isPrinted(text, marks['message'] === 'aws' ? ofAws : own)).toBe(true),
  );

  test('that nothing prints are found out', () => {
    expect(isPrinted('The Host header does not name this machine.')).toBe(false);
    expect(isPrinted('HOST is ...: with authentication the gateway listens on loopback only.')).toBe(false);
  });

  test.each([
    ['credentials', 'No AWS credentials'],
    ['proxy', 'AWS could not be reached'],
    ['Host header', 'Host header'],
    ['401', 'The API key is unknown'],
    ['THROTTLED', 'the request was not sent'],
    ['INDETERMINATE', 'the job may have been started'],
    ['a closed account', 'no longer supported'],
    ['Redis', 'Redis is'],
  ])('cover %s', (_, words) => expect(quoted.some(({ text }) => text.includes(words))).toBe(true));
});
