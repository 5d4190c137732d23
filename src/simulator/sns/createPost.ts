// What leaves the simulator: signed messages to those who subscribed. A delivery that fails is tried again as SNS does by
// default, three times, 20 of the simulator's seconds apart; closing ends what is under way and what waits.
import { setMaxListeners } from 'node:events';
import { systemClock } from '../../core/clock.ts';
import { milliseconds } from '../world/dates.ts';
import type { Subscription, Topic } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { createSigner } from './createSigner.ts';
import { postMessage } from './postMessage.ts';
import { signMessage, type Unsigned } from './signMessage.ts';

/** Where the certificate is: always here, so that a gateway can be told before the simulator runs. */
export const certificatePath = '/SimpleNotificationService-5171a7ed5171a7ed5171a7ed5171a7ed.pem';

const retries = 3;
const retryAfter = 20_000;

export interface Post {
  /** Of the signatures, as PEM. */
  certificate(): Promise<string>;
  /** Sends the text to every confirmed subscription of the topic. */
  publish(topic: Topic, text: string): void;
  /** Asks the endpoint to confirm what was subscribed, or tells it that the subscription is over. */
  askToConfirm(topic: Topic, subscription: Subscription, type: Confirmation): void;
  close(): void;
}

type Confirmation = 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';

/** `url` is the simulator's own, known once it listens. */
export function createPost(world: World, url: () => string): Post {
  const signer = createSigner();
  const closing = new AbortController();
  // Each message under way listens.
  setMaxListeners(0, closing.signal);
  const waiting = new Set<() => void>();

  const send = async (topic: Topic, subscription: Subscription, message: Unsigned): Promise<void> => {
    const signed = await signMessage(message, topic, signer, url() + certificatePath);
    const arn = message.Type === 'SubscriptionConfirmation' ? undefined : subscription.arn;
    const attempt = async (left: number): Promise<void> => {
      if (closing.signal.aborted) return;
      const status = await postMessage(subscription.endpoint, signed, arn, closing.signal).catch(() => undefined);
      if (left === 0 || (status !== undefined && status < 500 && status !== 429)) return;
      if (closing.signal.aborted) return;
      const callOff = world.clock.after(retryAfter, () => {
        waiting.delete(callOff);
        void attempt(left - 1);
      });
      waiting.add(callOff);
    };
    await attempt(retries);
  };

  /** Who receives a message compares this with his own clock, which is not the simulator's. */
  const common = (topic: Topic) => ({
    MessageId: world.ids.message(),
    TopicArn: topic.arn,
    Timestamp: milliseconds(systemClock.now()),
  });

  return {
    certificate: signer.certificate,
    publish: (topic, text) => {
      const shared = common(topic);
      for (const subscription of topic.subscriptions.values()) {
        if (subscription.state !== 'confirmed') continue;
        const end = new URLSearchParams({ Action: 'Unsubscribe', SubscriptionArn: subscription.arn });
        const message = { Type: 'Notification' as const, ...shared, Message: text };
        void send(topic, subscription, { ...message, UnsubscribeURL: `${url()}/?${end}` });
      }
    },
    askToConfirm: (topic, subscription, type) => {
      const { token } = subscription;
      const link = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topic.arn, Token: token });
      const text = {
        SubscriptionConfirmation: `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
        UnsubscribeConfirmation: `You have chosen to deactivate subscription ${subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
      };
      const message = { Type: type, ...common(topic), Token: token, Message: text[type] };
      void send(topic, subscription, { ...message, SubscribeURL: `${url()}/?${link}` });
    },
    close: () => {
      closing.abort(new Error('the simulator is closing'));
      for (const callOff of waiting) callOff();
      waiting.clear();
    },
  };
}
