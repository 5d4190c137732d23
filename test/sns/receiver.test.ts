// The effects of a genuine message.
import { describe, expect, test } from 'vitest';
import { certificateOf, notice, signed, topic } from './createForger.ts';
import { startEndpoint } from './startEndpoint.ts';
import { startReceiver } from './startReceiver.ts';

async function start(given: Parameters<typeof startReceiver>[0] = {}) {
  const { url: certificateUrl } = await startEndpoint(() => 200, certificateOf());
  const receiver = await startReceiver({ certificateUrl, ...given });
  return { ...receiver, say: (changes = {}) => receiver.post(signed(certificateUrl, changes)) };
}

const vaultArn = (accountId: string) => `arn:aws:glacier:us-east-1:${accountId}:vaults/photos`;

describe('a notification', () => {
  test('of the end of a job names the job and its vault', async () => {
    const { say, ended } = await start();
    const answer = await say({ Message: notice('one', { StatusCode: 'Failed' }), Subject: 'A subject\nof two lines' });
    expect([answer.status, answer.json()]).toEqual([200, { status: 'ok' }]);
    expect(ended).toEqual(['111122223333 us-east-1 media-masters one']);
  });

  test('about an account that the gateway does not serve, or about anything else, is accepted and has no effect', async () => {
    const { say, ended } = await start();
    expect((await say({ Message: notice('one', { VaultARN: vaultArn('444455556666') }) })).status).toBe(200);
    expect((await say({ Message: 'Hello' })).status).toBe(200);
    expect(ended).toEqual([]);
  });

  test('of a topic in one account may be about a vault in another', async () => {
    const other = 'arn:aws:sns:us-east-1:999999999999:all-jobs';
    const { say, ended } = await start({ topics: [topic, other] });
    expect(
      (await say({ TopicArn: other, Message: notice('one', { VaultARN: vaultArn('111122223333') }) })).status,
    ).toBe(200);
    expect(ended).toEqual(['111122223333 us-east-1 photos one']);
  });

  test('is an event even if the store cannot record its ID', async () => {
    const { say, ended } = await start({ once: () => Promise.reject(new Error('out of reach')) });
    expect((await say()).status).toBe(200);
    expect(ended).toHaveLength(1);
  });
});

describe('a subscription that cannot be confirmed now', () => {
  test('is requested again by SNS, and then confirmed', async () => {
    let calls = 0;
    const confirm = async () => {
      calls += 1;
      if (calls === 1) throw new Error('throttled');
    };
    const { say } = await start({ confirm });
    const first = await say({ Type: 'SubscriptionConfirmation' });
    expect([first.status, first.json().errors[0].extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect((await say({ Type: 'SubscriptionConfirmation' })).status).toBe(200);
    expect(calls).toBe(2);
  });
});
