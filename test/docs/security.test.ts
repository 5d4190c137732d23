// The limits in the threat model are the defaults of the options.
import { expect, test } from 'vitest';
import { textOf } from './blocks.ts';

/** The default of each option, from the generated page: the number, of two values the first one. */
const defaults = new Map(
  [...textOf('docs/configuration.md').matchAll(/^\| `([A-Z_]+)`<br>`[^`]+` \| `(\d+)[^`]*` \|/gm)].map(
    ([, name = '', value]): [string, number] => [name, Number(value)],
  ),
);

const units: Readonly<Record<string, number>> = { MiB: 2 ** 20 };

const stated = [...textOf('SECURITY.md').matchAll(/`([A-Z_]+)`: (\d+)(?: (\w+))?/g)].map(
  ([, name = '', number, unit = '']) => ({ name, value: Number(number) * (units[unit] ?? 1) }),
);

test('SECURITY.md states limits', () => expect(stated.length).toBeGreaterThan(15));

test.each(stated)('$name has the default $value', ({ name, value }) => {
  expect(defaults.get(name)).toBe(value);
});
