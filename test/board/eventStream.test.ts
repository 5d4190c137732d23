// Server-sent events, as the board reads them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser } from '../../src/board/client/eventStream.ts';

const stream =
  'id: 1\nevent: next\ndata: {"a":"ü"}\n\n:\n\nevent: next\ndata: b\ndata:c\n\nevent: complete\ndata:\n\nevent: cut off';

test('events are the same however the text arrives, and heartbeats are none', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
      const parse = createEventParser();
      const ends = [...cuts.sort((a, b) => a - b), stream.length];
      const events = ends.flatMap((end, index) => parse(stream.slice(ends[index - 1] ?? 0, end)));
      expect(events).toEqual([
        { event: 'next', data: '{"a":"ü"}', id: '1' },
        { event: 'next', data: 'b\nc', id: undefined },
        { event: 'complete', data: '', id: undefined },
      ]);
    }),
  );
});
