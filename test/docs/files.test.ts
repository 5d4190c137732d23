// Each file that the documentation shows is one that the program takes.
import { expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { blocks } from './blocks.ts';
import { documentsOf, readers } from './files.ts';

const shown = blocks.flatMap((block) => {
  const name = block.marks['file'];
  return name === undefined ? [] : [{ ...block, name }];
});

test.each(shown)('$name of $page is taken ($heading)', async ({ name, text }) => {
  await readers[name]?.(text);
});

test('a request for a persisted document is answered', async () => {
  const request = blocks.find(({ marks }) => 'request' in marks);
  const documents = shown.find(({ name }) => name === 'documents.json');
  await using gateway = await startGateway({ persistedDocuments: await documentsOf(documents?.text ?? '') });
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: request?.text ?? '',
  });
  expect(await response.json()).toMatchObject({ data: { vaults: { nodes: expect.any(Array) } } });
});
