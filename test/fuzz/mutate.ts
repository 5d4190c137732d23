// Small changes of a text or of a JSON value. What a change inserts is a word of the target, an odd value, or another part of the
// same input.
import type { Random } from './random.ts';

const oddNumbers = [
  '0',
  '-1',
  '1e999',
  '1e-7',
  '2147483647',
  '2147483648',
  '9007199254740993',
  '9223372036854775808',
  '-9223372036854775809',
  '0.1',
  '00',
  '4294967296',
  '18446744073709551616',
] as const;

const oddTexts = [
  '',
  ' ',
  '\0',
  '\r\n',
  '\u2028',
  '\ufeff',
  '\ud800',
  'é',
  '\u0130',
  '💥',
  '%00',
  '%2e%2e%2f',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '#{x}',
  '"',
  '\\',
  "'",
  '`',
  '<',
  '&amp;',
  '<!--',
  ']]>',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ':',
  ',',
  '#',
  '$',
  '@',
  '!',
  '|',
  '*',
  '/',
  '?',
  '=',
] as const;

const longTexts = [100, 257, 1_025, 5_000, 70_000];

export const oddText = (random: Random): string =>
  random.chance(0.1) ? random.pick(oddTexts).repeat(random.pick(longTexts)).slice(0, 70_000) : random.pick(oddTexts);

/** Changes a text in one to four places. */
export function mutateText(random: Random, text: string, words: readonly string[] = []): string {
  let result = text;
  for (let changes = random.between(1, 4); changes > 0; changes -= 1) result = changeText(random, result, words);
  return result;
}

function changeText(random: Random, text: string, words: readonly string[]): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + (random.chance(0.7) ? random.between(1, 8) : random.below(text.length + 1)));
  const [before, middle, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (random.below(9)) {
    case 0:
      return before + after;
    case 1:
      return before + middle + middle + after;
    case 2:
      return before + oddText(random) + after;
    case 3:
      return before + oddText(random) + middle + after;
    case 4:
      return words.length > 0 ? before + random.pick(words) + middle + after : before;
    case 5:
      return words.length > 0 ? replaceWord(random, text, random.pick(words)) : before + middle.toUpperCase() + after;
    case 6:
      return text.replace(/\d+/g, (digits) => (random.chance(0.3) ? random.pick(oddNumbers) : digits));
    case 7:
      return before + middle.repeat(random.pick([2, 20, 500])).slice(0, 70_000) + after;
    default:
      return before + String.fromCharCode(random.below(256)) + text.slice(from + 1);
  }
}

/** Replaces one of the words of the text. */
function replaceWord(random: Random, text: string, word: string): string {
  const found = [...text.matchAll(/\w+/g)];
  if (found.length === 0) return text + word;
  const { 0: old, index } = random.pick(found);
  return text.slice(0, index) + word + text.slice(index + old.length);
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const isObject = (value: Json): value is { [name: string]: Json } | Json[] =>
  typeof value === 'object' && value !== null;

/** Every object and list within the value, itself included. */
function containersOf(value: Json): (Json[] | { [name: string]: Json })[] {
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}

export function oddJson(random: Random, words: readonly string[] = []): Json {
  const nested = (depth: number): Json => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  return random.pick<() => Json>([
    () => null,
    () => true,
    () => random.pick([0, -1, 0.5, 1e21, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308]),
    () => oddText(random),
    () => (words.length > 0 ? random.pick(words) : 'word'),
    () => [],
    () => ({}),
    () => [null],
    () => nested(random.pick([2, 30, 500])),
    () => ({ [random.pick(oddTexts)]: oddText(random) }),
    () => Array.from({ length: random.pick([2, 300]) }, () => random.below(10)),
  ])();
}

/** Changes a JSON value in one to three places. The value itself stays as it is. */
export function mutateJson<T extends Json>(random: Random, value: T, words: readonly string[] = []): Json {
  let result: Json = structuredClone(value);
  for (let changes = random.between(1, 3); changes > 0; changes -= 1) result = changeJson(random, result, words);
  return result;
}

function changeJson(random: Random, value: Json, words: readonly string[]): Json {
  const containers = containersOf(value).filter((each) => Object.keys(each).length > 0);
  if (containers.length === 0 || random.chance(0.02)) return oddJson(random, words);
  const container = random.pick(containers) as { [name: string]: Json };
  const name = random.pick(Object.keys(container));
  const old = container[name] ?? null;
  switch (random.below(6)) {
    case 0:
      if (Array.isArray(container)) container.splice(Number(name), 1);
      else delete container[name];
      break;
    case 1:
      if (Array.isArray(container)) container.splice(Number(name), 0, structuredClone(old));
      else define(container, random.chance(0.5) ? random.pick(oddTexts) : `${name}${name}`, old);
      break;
    case 2:
      define(container, name, oddJson(random, words));
      break;
    case 3:
      define(container, name, [old]);
      break;
    default:
      if (typeof old === 'string') define(container, name, mutateText(random, old, words));
      else if (typeof old === 'number') define(container, name, Number(random.pick(oddNumbers)) || -old);
      else define(container, name, oddJson(random, words));
  }
  return value;
}

/** Also for the name __proto__, which an assignment would take for the prototype. */
function define(container: object, name: string, value: Json): void {
  Object.defineProperty(container, name, { value, enumerable: true, writable: true, configurable: true });
}
