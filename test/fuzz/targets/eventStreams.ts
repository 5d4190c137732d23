// Event streams that break off and are resumed with a Last-Event-ID, which may be changed or made up.
import { applyEdits, type Edit, mutateEdits } from '../edit.ts';
import { generateDocument, words } from '../generateDocument.ts';
import { requestBytes } from '../httpRequest.ts';
import { type Json, mutateText, oddText } from '../mutate.ts';
import { sendBytes } from '../sendBytes.ts';
import { keys } from '../startFuzzedGateway.ts';
import type { Target } from '../target.ts';

export interface StreamInput {
  query: string;
  variables: { [name: string]: Json };
  accept: string;
  /** Each is a connection that resumes after the last event of the one before: the changes of the id, or another id. */
  resumes: (Edit[] | string)[];
}

const accept = 'text/event-stream';

export const eventStreams: Target<StreamInput> = {
  name: 'eventStreams',
  atOnce: 8,
  seeds: ({ values }) => {
    const ids = [...(values['id'] ?? [])];
    const updates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase } } }';
    const feed = 'subscription ($filter: JobFilter) { jobFeed(filter: $filter) { __typename } }';
    return [
      { query: updates, variables: { ids: ids.slice(-5) }, accept, resumes: [[], []] },
      { query: updates, variables: { ids }, accept, resumes: ['', '1', 'a'.repeat(8_192)] },
      { query: feed, variables: { filter: { kinds: ['BATCH'] } }, accept, resumes: [[]] },
      { query: 'subscription { batchJobUpdates { job { id status } } }', variables: {}, accept, resumes: [[], '0'] },
      { query: '{ viewer { name } }', variables: {}, accept, resumes: ['x'] },
    ];
  },
  mutate: (random, input, world) => {
    const resumes = input.resumes.slice(0, 3).map((each) => {
      if (random.chance(0.5)) return each;
      if (random.chance(0.2)) return oddText(random);
      return typeof each === 'string' ? mutateText(random, each) : mutateEdits(random, each, ['.', '-', ':', '0']);
    });
    if (random.chance(0.2)) resumes.push([]);
    const { query, variables } = random.chance(0.3) ? generateDocument(random, world, 'subscription') : input;
    return {
      query: random.chance(0.1) ? mutateText(random, query, words) : query,
      variables,
      accept: random.chance(0.9) ? accept : mutateText(random, accept),
      resumes,
    };
  },
  send: async ({ query, variables, accept, resumes }, { url }) => {
    let lastId = '';
    const all = { statuses: [] as number[], text: '', isLate: false };
    for (const resume of [[], ...resumes]) {
      const id = typeof resume === 'string' ? resume : applyEdits(lastId, resume);
      const request = requestBytes(url, {
        method: 'POST',
        target: '/graphql',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${keys.fuzzer}`,
          accept,
          ...(id === '' ? {} : { 'last-event-id': id }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const until = (received: string) => /\nevent: next\n.*\n\n/.test(received);
      const { statuses, text, isLate = false } = await sendBytes(url, [request], { until, silence: 200, ends: false });
      lastId = [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? lastId;
      all.statuses.push(...statuses);
      all.text += text;
      all.isLate ||= isLate;
    }
    return all;
  },
};
