// The shell blocks of the documentation return the answers that it shows, with the built program.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../process/program.ts';
import { describeWith } from '../support/describeWith.ts';
import type { Folder } from '../support/temporaryFolder.ts';
import { blocks } from './blocks.ts';
import { blocksOf, openScript, type Script, type Step } from './openScript.ts';
import { scripts } from './scripts.ts';
import { hasShape } from './shape.ts';

/** The answer that the page shows after a block. */
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
    if (!given.some((each) => hasShape(shown, each))) expect(given, step.errors).toEqual([shown]);
  } else expect(step.output, step.errors).toContain(answer.text.trim());
}

let program: Folder;
beforeAll(async () => {
  program = await build();
});
afterAll(() => program?.[Symbol.asyncDispose]());

for (const [name, { gateway, programs = [], timeout, check }] of Object.entries(scripts)) {
  const options = timeout === undefined ? {} : { timeout };
  describeWith(['curl', ...programs], `run=${name}`, () => {
    let script: Script;
    beforeAll(async () => {
      script = await openScript(program, name, gateway);
    });
    afterAll(() => script?.[Symbol.asyncDispose]());

    test.each(blocksOf(name))('$page:$line, $heading', options, async (block) =>
      expectAnswer(await script.runTo(block)),
    );

    if (check) {
      test('has the result that the page describes', async () => {
        const last = blocksOf(name).at(-1);
        if (last) await script.runTo(last);
        await check(script);
      });
    }
  });
}
