// The generated pages of docs/ are what the tables of the program say today.
import { expect, test } from 'vitest';
import { generatedPages } from '../../scripts/generateDocs.ts';
import { errorTable } from '../../src/core/errors.ts';
import { diagnosisCodes } from '../../src/diagnosis/diagnosis.ts';
import { textOf } from './blocks.ts';

const generated = await generatedPages();

test.each(Object.entries(generated))('docs/%s is up to date (npm run docs writes it)', (name, text) => {
  expect(textOf(`docs/${name}`)).toBe(text);
});

test('docs/errors.md has a row for each code', () => {
  const codes = [...(generated['errors.md'] ?? '').matchAll(/^\| `([A-Z_]+)` \| (?:yes|no) \|/gm)].map(
    ([, code]) => code,
  );
  expect(codes).toEqual(Object.keys(errorTable));
});

test('docs/diagnoses.md has a row for each diagnosis', () => {
  const rows = [...(generated['diagnoses.md'] ?? '').matchAll(/^\| `([A-Z_]+)` \| .+ \| (?:yes|no) \|/gm)];
  expect(rows.map(([, code]) => code)).toEqual(diagnosisCodes);
});

test.each([
  ['aws_calls_total', '`operation`, `account`, `region`, `result`'],
  ['starts_total', '`operation`, `result`'],
  ['request_seconds', '`kind`'],
  ['authentication_failures_total', '`reason`'],
  ['aws_circuits_open', '`service`, `account`, `region`'],
])('docs/metrics.md has the labels of %s', (name, labels) => {
  expect(generated['metrics.md']).toMatch(
    new RegExp(`^\\| \`glacier_graphql_${name}\` \\| \\w+ \\| ${labels} \\|`, 'm'),
  );
});
