// docs/simulator-conformance.md: the documented behavior that tests of the simulator show, and the guesses that docs/simulator.md lists.
import { readFileSync } from 'node:fs';
import { conformance } from '../../test/simulator/conformance.ts';
import { code, page, table } from './page.ts';

const simulatorPage = new URL('../../docs/simulator.md', import.meta.url);

const intro = `# Conformance of the simulator

Each line of this page is a behavior of AWS: what AWS documents, with its page and the test that shows it here, or what AWS does not document, with the simulator's guess.

The tests run against the simulator alone. They prove that it does what AWS's pages say, not that AWS does. A test that relies on a guess proves nothing about AWS.`;

const guessesIntro = `## Guesses

AWS publishes no answer to these cases. Each is in a table of [the simulator's page](simulator.md).`;

export interface Guess {
  /** The heading of the section. */
  heading: string;
  case: string;
  answer: string;
}

/** The rows of the tables of guesses: those behind a sentence that says so, and those whose source is unpublished. */
export function guessesOf(text: string): Guess[] {
  const guesses: Guess[] = [];
  let heading = '';
  let isGuess = false;
  for (const line of text.split('\n')) {
    heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
    if (line.trim() !== '' && !line.startsWith('|')) isGuess = line.includes('is a guess');
    const [given = '', answer = '', source = ''] = cellsOf(line);
    const isRow = line.startsWith('|') && !line.startsWith('|---') && given !== 'case' && given !== 'request';
    if (isRow && (isGuess || source === 'unpublished')) guesses.push({ heading, case: given, answer });
  }
  return guesses;
}

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');

export function conformancePage(): string {
  const sections = Object.entries(conformance).map(([service, rows]) =>
    [
      `## ${service}`,
      table(
        ['behavior', 'source', 'test'],
        rows.map(({ behavior, source, test: [file, name] }) => [
          behavior,
          `[AWS](${source})`,
          `[${code(file)}](../test/simulator/${file}): ${name}`,
        ]),
      ),
    ].join('\n\n'),
  );
  const guesses = guessesOf(readFileSync(simulatorPage, 'utf8'));
  return page(
    intro,
    ...sections,
    guessesIntro,
    table(
      ['section', 'case', 'answer of the simulator (guess)'],
      guesses.map(({ heading, case: given, answer }) => [
        `[${heading}](simulator.md#${anchorOf(heading)})`,
        given,
        answer,
      ]),
    ),
  );
}
