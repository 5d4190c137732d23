// The format of event streams: one event `next` for each result, and `complete` at the end.
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Disables nginx's response buffering.
  'x-accel-buffering': 'no',
};

/** A result as JSON in one line. With an empty id the client keeps the id of the previous event. */
export const nextEvent = (json: string, id = ''): string =>
  `${id === '' ? '' : `id: ${id}\n`}event: next\ndata: ${json}\n\n`;

/**
 * It needs a data line: without one a browser's EventSource ignores the event and reconnects for ever. The data are empty:
 * GraphiQL and others would take content for the last result.
 */
export const completeEvent = 'event: complete\ndata:\n\n';
