// docs/configuration.md, from the option table.
import { defaultText, otherNameText } from '../../src/config/helpText.ts';
import type { Option } from '../../src/config/options/option.ts';
import { flagOf, optionGroups } from '../../src/config/options.ts';
import { code, page, table } from './page.ts';

const intro = `# Configuration

Each option is an environment variable, or the flag of the same name: \`PORT\` is \`--port\`. The flag wins. An empty variable counts as not set. All options are checked at start. Every fault is printed, and the exit code is then 2. \`--help\` prints the same options.

A mistyped flag is a fault, and the message suggests the closest name. A mistyped environment variable is a warning in the log, because other programs read the same environment.

Credentials, profile and region are found as in every AWS SDK (\`AWS_PROFILE\`, \`AWS_ACCESS_KEY_ID\` and so on).`;

const row = ([name, option]: [string, Option]): string[] => [
  `${code(name)}<br>${code(`--${flagOf(name)}`)}`,
  option.fallback === undefined ? '' : code(option.fallback),
  option.allowed,
  [option.help, otherNameText(option), defaultText(option)].filter((text) => text !== '').join(' '),
];

export const configurationPage = (): string =>
  page(
    intro,
    ...optionGroups.map(
      ({ topic, options }) =>
        `## ${topic}\n\n${table(['option', 'default', 'allowed', 'meaning'], Object.entries<Option>(options).map(row))}`,
    ),
  );
