// Links between the pages, to their headings and to files of the repository lead somewhere.
import { existsSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pages, textOf } from './blocks.ts';

const root = resolve(import.meta.dirname, '../..');

/** The links of each page are looked at for every other page. */
function onceFor<Result>(find: (page: string) => Result): (page: string) => Result {
  const known = new Map<string, Result>();
  return (page) => {
    const result = known.get(page) ?? find(page);
    known.set(page, result);
    return result;
  };
}

/** Without fenced blocks and code spans, where brackets are no links. */
const proseOf = onceFor((page) =>
  textOf(page)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, '')),
);

/** As GitHub makes them. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = onceFor((page) =>
  [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)),
);

const linksOf = onceFor((page) =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^\w+:/.test(target)),
);

const faultsOf = (page: string): string[] =>
  linksOf(page).filter((target) => {
    const [path = '', anchor] = target.split('#', 2);
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && !(file.endsWith('.md') && anchorsOf(file).includes(anchor));
  });

describe('links', () => {
  test.each(pages)('of %s lead somewhere', (page) => expect(faultsOf(page)).toEqual([]));

  test.each(pages.filter((page) => page !== 'README.md'))('lead to %s from another page', (page) => {
    const others = pages.filter((other) => other !== page);
    const targets = others.flatMap((other) =>
      linksOf(other).map((target) => normalize(join(dirname(other), target.split('#')[0] ?? ''))),
    );
    expect(targets).toContain(page);
  });
});

describe('what a newcomer searches for', () => {
  test.each([
    ['authentication', 'docs/authentication.md'],
    ['graceful shutdown', 'docs/deployment.md'],
    ['rate limit', 'docs/limits.md'],
    ['circuit breaker', 'docs/resilience.md'],
    ['readiness', 'docs/deployment.md'],
    ['docker', 'docs/deployment.md'],
    ['troubleshooting', 'docs/troubleshooting.md'],
    ['idempotency', 'docs/starts.md'],
    ['prometheus', 'docs/observability.md'],
    ['systemd', 'docs/deployment.md'],
  ])('%s is named in README and is a heading or in the text of %s', (word, page) => {
    expect(textOf('README.md').toLowerCase()).toContain(word);
    expect(textOf(page).toLowerCase()).toContain(word);
  });

  test('README has at most 150 lines, and the commands are in its first 40', () => {
    const lines = textOf('README.md').split('\n');
    expect(lines.length).toBeLessThanOrEqual(150);
    const first = lines.slice(0, 40).join('\n');
    expect(first).toContain('npm ci && npm start');
    expect(first).toContain('npm ci && npm test');
  });
});
