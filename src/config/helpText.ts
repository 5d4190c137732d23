// The text of --help: the option table, by topic.
import { commands, launchedCommands } from './commands.ts';
import type { Option } from './options/option.ts';
import { flagOf, optionGroups } from './options.ts';

const width = 100;
const indent = '      ';

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent.length + line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => indent + line).join('\n');
}

/** What applies without a value, and why. */
export const defaultText = ({ fallback, reason, ifOmitted }: Option): string =>
  fallback === undefined ? `If omitted: ${ifOmitted}.` : `Default: ${fallback} (${reason}).`;

/** The other variable that is read; empty without one. */
export const otherNameText = ({ alsoReadFrom }: Option): string =>
  alsoReadFrom === undefined ? '' : `Also read from: ${alsoReadFrom}.`;

const entry = ([name, option]: [string, Option]): string =>
  [
    `  --${flagOf(name)}, ${name}`,
    ...[option.help, otherNameText(option), `Allowed: ${option.allowed}.`, defaultText(option)]
      .filter((text) => text !== '')
      .map(wrap),
  ].join('\n');

const groups = (): string[] =>
  optionGroups.map(({ topic, options }) => [`${topic}:`, ...Object.entries<Option>(options).map(entry)].join('\n\n'));

export const helpText = (): string => `glacier-graphql: one GraphQL endpoint for the jobs of AWS cold storage.

Usage: glacier-graphql [--option value ...]
       glacier-graphql COMMAND --help

Commands:

${Object.entries({ ...commands, ...launchedCommands })
  .map(([name, what]) => `  ${name}\n${wrap(what)}`)
  .join('\n\n')}

Each option is a flag or an environment variable. The flag wins; an empty variable counts as not set.
Credentials, profile and region are found as in every AWS SDK (AWS_PROFILE, AWS_ACCESS_KEY_ID, ...).

${groups().join('\n\n')}

Other:

  --help, -h
      Print this text.

  --version, -v
      Print the version.
`;
