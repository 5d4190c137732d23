// The table of conformance, against the tests and the documentation, both ways.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guessesOf } from '../../scripts/docs/conformancePage.ts';
import { conformance } from './conformance.ts';

const folder = import.meta.dirname;
const rows = Object.values(conformance).flat();
const page = readFileSync(join(folder, '../../docs/simulator.md'), 'utf8');

/** Files that test the simulator as a program, its demo world or its inside: AWS says nothing about these. */
const aboutItself =
  /^(archiveOfMillions|awsCli|batchTasks|boto3|conformance|control|demo\w+|exactJson|faults|foreignRequests|generatedArchives|library|longs|main|roundTrip|events\/sqsCli|snsCertificate|startedJobs|timelines|treeHash|batchJobs\/(batchTools|csvRows|gunzip|memory|preparedContent|present|queues|taskRules)|s3\/(bucketLives|demoBuckets|s3Tools))\./;

test('every behavior has a page of AWS, and a test that exists once', () => {
  for (const { behavior, source, test: named } of rows) {
    const [file, name] = named;
    expect(source, behavior).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    const text = readFileSync(join(folder, file), 'utf8');
    const found = [`'${name}'`, `"${name}"`].map((quoted) => text.split(quoted).length - 1);
    expect(
      found.reduce((sum, count) => sum + count, 0),
      `${file}: ${name}`,
    ).toBe(1);
  }
  expect(new Set(rows.map(({ behavior }) => behavior)).size).toBe(rows.length);
});

test('every file that tests behavior of AWS is in the table', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const tabled = new Set(rows.map(({ test: [file] }) => file));
  expect(files.filter((file) => !tabled.has(file) && !aboutItself.test(file)).sort()).toEqual([]);
});

test('every table of guesses is found', () => {
  const announced = page.split('\n').filter((line) => line.includes('is a guess')).length;
  const guesses = guessesOf(page);
  expect(new Set(guesses.map(({ heading }) => heading)).size).toBeGreaterThanOrEqual(announced);
  expect(guesses.find(({ case: given }) => given.includes('`limit` of 0'))).toBeDefined();
  for (const { case: given, answer } of guesses) expect([given, answer]).not.toContain('');
});
