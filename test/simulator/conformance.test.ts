// The table of conformance, against the tests and the documentation, both ways.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guessesOf } from '../../scripts/docs/conformancePage.ts';
import { events } from '../../src/simulator/events/index.ts';
import { glacier } from '../../src/simulator/glacier/index.ts';
import { s3 } from '../../src/simulator/s3/index.ts';
import { refusedOperations } from '../../src/simulator/s3/refusedOperations.ts';
import { s3control } from '../../src/simulator/s3control/index.ts';
import { sns } from '../../src/simulator/sns/index.ts';
import { sqs } from '../../src/simulator/sqs/index.ts';
import { sts } from '../../src/simulator/sts/index.ts';
import { conformance } from './conformance.ts';

const folder = import.meta.dirname;
const rows = Object.values(conformance).flat();
const page = readFileSync(join(folder, '../../docs/simulator.md'), 'utf8');

/** Files that test the simulator as a program, its demo world or its inside: AWS says nothing about these. */
const aboutItself =
  /^(archiveOfMillions|awsCli|batchTasks|boto3|conformance|control|demo\w+|exactJson|faults|foreignRequests|generatedArchives|library|longs|main|parseFlags|roundTrip|events\/sqsCli|snsCertificate|startedJobs|timelines|treeHash|batchJobs\/(batchTools|csvRows|gunzip|memory|mostRows|preparedContent|present|queues|taskResults|taskRules)|s3\/(bucketLives|demoBuckets|objectProperties|s3Tools|sortedKeys))\./;

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

/** The operations of S3 that are refused by name. */
const refused = new Set(refusedOperations.map(({ shape }) => shape.name));

/** What the services need while they serve, and not for the list of their operations. */
const unused = undefined as never;

test.each([
  ['Glacier', glacier],
  ['S3 Batch Operations', s3control],
  ['S3:', s3([], unused)],
  ['SNS and SQS', sns(unused, [], unused)],
  ['SNS and SQS', sqs(unused)],
  ['EventBridge', events(unused)],
  ['STS', sts],
])('%s: every operation is named by a behavior', (title, { operations }) => {
  const sections = Object.entries(conformance).filter(([section]) => section.startsWith(title));
  const behaviors = sections.flatMap(([, behaviorsOf]) => behaviorsOf.map(({ behavior }) => behavior)).join(' ');
  const named = new Set(behaviors.match(/\w+/g));
  const simulated = operations.map(({ shape }) => shape.name).filter((name) => !refused.has(name));
  expect(simulated.length).toBeGreaterThan(1);
  expect(simulated.filter((name) => !named.has(name))).toEqual([]);
});

test('every table of guesses is found', () => {
  const announced = page.split('\n').filter((line) => line.includes('is a guess')).length;
  const guesses = guessesOf(page);
  expect(new Set(guesses.map(({ heading }) => heading)).size).toBeGreaterThanOrEqual(announced);
  expect(guesses.find(({ case: given }) => given.includes('`limit` of 0'))).toBeDefined();
  for (const { case: given, answer } of guesses) expect([given, answer]).not.toContain('');
});
