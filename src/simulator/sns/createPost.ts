// Delivery of signed SNS messages to subscribers. A failed delivery is retried as SNS does by default: three times, 20
// simulated seconds apart. Closing aborts deliveries in flight and drops pending retries.
import { setMaxListeners } from 'node:events';
import { systemClock } from '../../core/clock.ts';
import { deliverToQueue } from '../sqs/queue/deliverToQueue.ts';
import { milliseconds } from '../world/dates.ts';
import type { Subscription, Topic } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { certificatePath } from './certificatePath.ts';
import { createSigner } from './createSigner.ts';
import { postMessage } from './postMessage.ts';
import { signMessage, type Unsigned } from './signMessage.ts';

/** What the envelope of a message takes, in bytes: an estimate. */
const ENVELOPE = 1500;

const retries = 3;
const retryAfter = 20_000;

export interface Post {
  /** The signing certificate, as PEM. */
  certificate(): Promise<string>;
  /** Publishes the text to every confirmed subscription of the topic. Returns the id of the message. */
  publish(topic: Topic, text: string, more?: { at?: number; subject?: string | undefined }): string;
  /** Sends the confirmation request of a new subscription, or the notice that the subscription has ended. */
  askToConfirm(topic: Topic, subscription: Subscription, type: Confirmation): void;
  close(): void;
}

type Confirmation = 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';

/** `url` is the simulator's own URL, known once it listens. */
export function createPost(world: World, url: () => string): Post {
  const signer = createSigner();
  const closing = new AbortController();
  // Each delivery in flight adds a listener.
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
      const cancel = world.clock.after(retryAfter, () => {
        waiting.delete(cancel);
        void attempt(left - 1);
      });
      waiting.add(cancel);
    };
    await attempt(retries);
  };

  /** Signed when it is received, unless the subscriber wants the text alone. */
  const toQueue = (topic: Topic, { endpoint, isRaw }: Subscription, message: Unsigned, at: number): void => {
    const { Message: text = '' } = message;
    let signed: Promise<string> | undefined;
    const sign = () => {
      signed ??= signMessage(message, topic, signer, url() + certificatePath).then((all) =>
        JSON.stringify(all, null, 2),
      );
      return signed;
    };
    const size = Buffer.byteLength(text) + (isRaw ? 0 : ENVELOPE);
    deliverToQueue(world.queues.get(endpoint), { body: isRaw ? text : sign, size, at });
  };

  /** Real time: the receiver compares it with its own clock, which is not the simulator's. */
  const common = (topic: Topic) => ({
    MessageId: world.ids.message(),
    TopicArn: topic.arn,
    Timestamp: milliseconds(systemClock.now()),
  });

  return {
    certificate: signer.certificate,
    publish: (topic, text, { at = world.clock.now(), subject } = {}) => {
      const shared = { ...common(topic), ...(subject === undefined ? {} : { Subject: subject }) };
      for (const subscription of topic.subscriptions.values()) {
        if (subscription.state !== 'confirmed') continue;
        const end = new URLSearchParams({ Action: 'Unsubscribe', SubscriptionArn: subscription.arn });
        const message: Unsigned = {
          Type: 'Notification',
          ...shared,
          Message: text,
          UnsubscribeURL: `${url()}/?${end}`,
        };
        if (subscription.protocol === 'sqs') toQueue(topic, subscription, message, at);
        else void send(topic, subscription, message);
      }
      return shared.MessageId;
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
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}
