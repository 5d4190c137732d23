// Many readers of server-sent events at once. They keep the bytes and parse them only on request.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

export interface CrowdMember {
  /** The data of each event, as text. */
  events(): string[];
  /** The number of events, without parsing them. */
  count(): number;
  isOver(): boolean;
  pause(): void;
  resume(): void;
  cut(): void;
}

export interface Crowd extends Disposable {
  members: CrowdMember[];
  /** The number of events of all readers together. */
  count(): number;
}

const marker = 'event: next';

function open(url: string, body: object): Promise<CrowdMember> {
  const sent: ClientRequest = request(url, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  });
  sent.end(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.once('response', (response: IncomingMessage) => {
      let text = '';
      let counted = 0;
      let upTo = 0;
      let isOver = false;
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', () => undefined);
      response.once('close', () => {
        isOver = true;
      });
      resolve({
        count: () => {
          for (let at = text.indexOf(marker, upTo); at !== -1; at = text.indexOf(marker, upTo)) {
            counted += 1;
            upTo = at + marker.length;
          }
          return counted;
        },
        events: () =>
          text
            .split('\n\n')
            .filter((block) => block.includes(marker))
            .map((block) => block.slice(block.indexOf('data: ') + 6)),
        isOver: () => isOver,
        pause: () => void response.pause(),
        resume: () => void response.resume(),
        cut: () => void sent.destroy(),
      });
    });
  });
}

/** Opens all of them, a few at a time. */
export async function crowd(url: string, bodies: readonly object[]): Promise<Crowd> {
  const members: CrowdMember[] = [];
  for (let at = 0; at < bodies.length; at += 100) {
    members.push(...(await Promise.all(bodies.slice(at, at + 100).map((body) => open(url, body)))));
  }
  return {
    members,
    count: () => members.reduce((sum, member) => sum + member.count(), 0),
    [Symbol.dispose]: () => {
      for (const member of members) member.cut();
    },
  };
}
