// How an event stream is written, whoever writes it: one event `next` for each answer, and `complete` at the end.
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // nginx holds answers back otherwise.
  'x-accel-buffering': 'no',
};

/** An answer, as JSON in one line; an empty id leaves the reader with the one of the event before. */
export const nextEvent = (json: string, id = ''): string =>
  `${id === '' ? '' : `id: ${id}\n`}event: next\ndata: ${json}\n\n`;

/**
 * With a line of data, or a browser's EventSource would pass over it and come again for ever; and with nothing in it, or
 * GraphiQL and others would take it for the last answer.
 */
export const completeEvent = 'event: complete\ndata:\n\n';
