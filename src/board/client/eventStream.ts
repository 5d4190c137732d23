// Server-sent events, read from the body of a response. Pure but for the reading.
// https://html.spec.whatwg.org/multipage/server-sent-events.html

export interface StreamEvent {
  /** `next` has a result of GraphQL as its data, `complete` ends the operation. */
  event: string;
  data: string;
  /** The position in the stream; undefined if the event has none. */
  id: string | undefined;
}

/** Splits text into events. Call it with each chunk; the rest of an event that is not complete waits for the next one. */
export function createEventParser(): (chunk: string) => StreamEvent[] {
  let rest = '';
  return (chunk) => {
    const blocks = (rest + chunk).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap(parseEvent);
  };
}

/** A block of comments alone, such as a heartbeat, is no event. */
function parseEvent(block: string): StreamEvent[] {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });
  if (fields.length === 0) return [];
  const last = (name: string) => fields.findLast((field) => field.name === name)?.value;
  const data = fields.filter(({ name }) => name === 'data').map(({ value }) => value);
  return [{ event: last('event') ?? 'message', data: data.join('\n'), id: last('id') }];
}

/** Until the stream ends. Heartbeats are no events, but chunks. Throws if the connection breaks. */
export async function readEventStream(
  response: Response,
  onChunk: () => void,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  if (!response.body) throw new TypeError('The response has no body.');
  const parse = createEventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onChunk();
    for (const event of parse(value)) onEvent(event);
  }
}
