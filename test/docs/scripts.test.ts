// The shell blocks of the documentation do what it says, on the built program.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../process/program.ts';
import { describeWith } from '../support/describeWith.ts';
import type { Folder } from '../support/temporaryFolder.ts';
import { blocks } from './blocks.ts';
import { runScript, type Step } from './runScript.ts';
import { scripts } from './scripts.ts';
import { hasShape } from './shape.ts';

let program: Folder;
beforeAll(async () => {
  program = await build();
}, 60_000);
afterAll(() => program?.[Symbol.asyncDispose]());

/** What follows a block on its page, if it is an answer. */
const answerOf = ({ block }: Step) => {
  const next = blocks[blocks.indexOf(block) + 1];
  return next?.page === block.page && 'answer' in next.marks ? next : undefined;
};

/** The lines of an output that are JSON. */
const jsonIn = (output: string): unknown[] =>
  output.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });

function expectAnswer(step: Step): void {
  const answer = answerOf(step);
  if (!answer) return;
  if (answer.language === 'json') {
    const shown = JSON.parse(answer.text);
    const given = jsonIn(step.output);
    if (!given.some((each) => hasShape(shown, each))) expect(given).toEqual([shown]);
  } else expect(step.output).toContain(answer.text.trim());
}

for (const [name, { gateway, programs = [], patience = 120_000, check }] of Object.entries(scripts)) {
  describeWith(['curl', ...programs], `run=${name}`, () => {
    test(
      'gives what the page says',
      () =>
        runScript(program, name, {
          gateway,
          check: async (ran) => {
            for (const step of ran.steps) expectAnswer(step);
            await check?.(ran);
          },
        }),
      patience,
    );
  });
}
