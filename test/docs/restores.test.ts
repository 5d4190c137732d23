// The step of docs/restores.md that asks for single objects, as a user pastes it. The others: restores.slow.test.ts.
import { expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { blocks } from './blocks.ts';

const documentOf = (heading: string): string =>
  blocks.find((block) => block.page === 'docs/restores.md' && block.heading === heading)?.text ?? '';

test('the page shows the states of single objects', async () => {
  await using gateway = await startGateway();
  const { objectRestores } = await gateway.data(documentOf('4. Ask for single objects'));
  const shown = blocks.find(({ page, marks }) => page === 'docs/restores.md' && 'answer' in marks)?.text ?? '';
  expect(objectRestores).toEqual(JSON.parse(shown));
});
