import { describe, expect, test } from 'vitest';
import { RawJson } from '../../../src/execution/rawJson.ts';
import { resultConstructor } from '../../../src/execution/resultObject.ts';
import { noteRawJson } from '../../../src/execution/stringifyResult.ts';
import { SocketResult } from '../../../src/http/subscriptions/socketResult.ts';

/** Fails if somebody parses it. */
class Unparsed extends RawJson {
  override toJSON(): never {
    throw new Error('parsed');
  }
}

function resultWith(json: string) {
  const Result = resultConstructor(true);
  const data = Object.assign(new Result(), { jobs: [new Unparsed(json)] });
  noteRawJson(data);
  return { data };
}

describe('the result of a query on a WebSocket', () => {
  test('is sent once, as it is written, and then the iterator is done', async () => {
    const sent: string[] = [];
    const result = new SocketResult({ send: (data) => sent.push(data) }, 'a "b"', resultWith('{"id":  1}'));
    for (let reading = 0; reading < 2; reading += 1) {
      for await (const each of result) expect.unreachable(JSON.stringify(each));
    }
    expect(sent).toEqual(['{"id":"a \\"b\\"","type":"next","payload":{"data":{"jobs":[{"id":  1}]}}}']);
  });

  test('is not sent to a client that has unsubscribed', async () => {
    const sent: string[] = [];
    const result = new SocketResult({ send: (data) => sent.push(data) }, '1', resultWith('1'));
    await result.return();
    expect(await result.next()).toEqual({ done: true, value: undefined });
    expect(sent).toEqual([]);
  });
});
