// npm run schema:diff: what has changed in schema.graphql since the last release. Part of `npm run check`: a change that breaks
// clients needs a version that says so.
//   --against <tag>   another release than the last one
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareSchemas, mayBreak } from './compareSchemas.ts';

const { values } = parseArgs({ options: { against: { type: 'string' } } });

/** The output of git in the current folder; undefined if it fails. */
function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

const releases = ['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*'];

/** The last release. If the present commit is one, the release before. */
function lastRelease(): string | undefined {
  const isRelease = git(...releases, '--exact-match') !== undefined;
  return git(...releases, isRelease ? 'HEAD^' : 'HEAD')?.trim();
}

const list = (title: string, changes: readonly string[]): string[] =>
  changes.length > 0 ? [`${title}:`, ...changes.map((change) => `  - ${change}`)] : [];

/** What the command prints, and whether the check fails. */
function report(): { lines: string[]; fails: boolean } {
  const tag = values.against ?? lastRelease();
  if (tag === undefined) {
    const line = 'schema: no earlier release is tagged (v1.2.3) here, so there is nothing to compare with.';
    return { lines: [line], fails: false };
  }
  const before = git('show', `${tag}:schema.graphql`);
  if (before === undefined) return { lines: [`schema: ${tag} is no tag with a schema.graphql.`], fails: true };
  const { breaking, dangerous } = compareSchemas(before, readFileSync('schema.graphql', 'utf8'));
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const fails = breaking.length > 0 && !mayBreak(tag.slice(1), version);
  return {
    lines: [
      `schema: ${breaking.length} breaking and ${dangerous.length} dangerous changes since ${tag}.`,
      ...list('Breaking', breaking),
      ...list('Dangerous', dangerous),
      ...(fails
        ? [
            `Version ${version} must not break clients of ${tag}. Undo the changes, or raise the version: see docs/release.md.`,
          ]
        : []),
    ],
    fails,
  };
}

const { lines, fails } = report();
process.stdout.write(`${lines.join('\n')}\n`);
if (fails) process.exitCode = 1;
