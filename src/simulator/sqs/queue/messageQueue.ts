// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
// A standard queue. What is visible, in flight or expired follows from the records and the time: nothing runs by itself. A message
// that was received too often goes to the dead-letter queue when it would be received again.
import { type HeldBytes, hold } from '../../world/heldBytes.ts';
import type { Ids } from '../../world/ids.ts';
import { TimeHeap } from '../../world/timeHeap.ts';
import type { Message, NewMessage } from './message.ts';
import type { QueueAttributes } from './queueAttributes.ts';

/** Besides the text of a message: an estimate. */
const OVERHEAD = 512;

/** AWS's limit for messages that were received and not deleted. */
const MOST_IN_FLIGHT = 120_000;

export interface QueueSurroundings {
  ids: Ids;
  held: HeldBytes;
  /** All queues by ARN, among them the dead-letter queues. */
  queues: ReadonlyMap<string, MessageQueue>;
}

export interface NewQueue {
  arn: string;
  name: string;
  createdAt: number;
  attributes: QueueAttributes;
}

export class MessageQueue {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  modifiedAt: number;
  attributes: QueueAttributes;
  purgedAt = Number.NEGATIVE_INFINITY;
  readonly #around: QueueSurroundings;
  readonly #messages = new Map<string, Message>();
  /** Those that can be received, oldest first. */
  readonly #visible = new Set<Message>();
  /** Those that come back, and when. An entry whose time is not the message's was overtaken. */
  readonly #hidden = new TimeHeap<Message>();
  readonly #waiting = new Set<() => void>();

  constructor({ arn, name, createdAt, attributes }: NewQueue, around: QueueSurroundings) {
    this.arn = arn;
    this.name = name;
    this.createdAt = createdAt;
    this.modifiedAt = createdAt;
    this.attributes = attributes;
    this.#around = around;
  }

  /** Throws if the simulator's memory is full. */
  send({ delay = this.attributes.DelaySeconds * 1000, ...given }: NewMessage): Message {
    this.#expire(given.at);
    const heldBytes = OVERHEAD + given.size;
    hold(this.#around.held, heldBytes);
    const message: Message = {
      ...given,
      id: this.#around.ids.message(),
      visibleAt: given.at + delay,
      receiveCount: 0,
      firstReceivedAt: undefined,
      lastReceivedAt: 0,
      deadLetterSource: undefined,
      heldBytes,
    };
    this.#take(message, given.at);
    return message;
  }

  /** At most so many messages, which nobody else receives for `hiddenFor` milliseconds. */
  receive(most: number, hiddenFor: number, now: number): Message[] {
    this.#show(now);
    const { RedrivePolicy: redrive } = this.attributes;
    const received: Message[] = [];
    for (const message of this.#visible) {
      if (received.length === most) break;
      if (this.#hasExpired(message, now)) {
        this.delete(message);
        continue;
      }
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.#giveUp(message, redrive.deadLetterTargetArn, now);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.lastReceivedAt = now;
      this.#hide(message, now + hiddenFor);
      received.push(message);
    }
    return received;
  }

  find(messageId: string, now: number): Message | undefined {
    this.#show(now);
    return this.#messages.get(messageId);
  }

  /** Whether somebody has received it and neither deleted it nor let its time pass. */
  isInFlight = (message: Message, now: number): boolean => message.receiveCount > 0 && message.visibleAt > now;

  delete(message: Message): void {
    if (!this.#messages.delete(message.id)) return;
    this.#visible.delete(message);
    this.#around.held.uploaded -= message.heldBytes;
  }

  setVisibility(message: Message, visibleAt: number, now: number): void {
    this.#hide(message, visibleAt);
    if (visibleAt <= now) this.#wake();
  }

  purge(): void {
    for (const message of this.#messages.values()) this.delete(message);
  }

  /** Removes all messages; those who wait see that the queue is gone. */
  close(): void {
    this.purge();
    this.#wake();
  }

  counts(now: number): { visible: number; inFlight: number; delayed: number } {
    this.#show(now);
    let inFlight = 0;
    for (const message of this.#messages.values()) {
      if (this.#hasExpired(message, now)) this.delete(message);
      else if (this.isInFlight(message, now)) inFlight += 1;
    }
    const visible = this.#visible.size;
    return { visible, inFlight, delayed: this.#messages.size - visible - inFlight };
  }

  /** Whether SQS hands out no more of them: too many are in flight. */
  isFull(now: number): boolean {
    return this.#hidden.size >= MOST_IN_FLIGHT && this.counts(now).inFlight >= MOST_IN_FLIGHT;
  }

  /** When the next hidden message can be received; Infinity if there is none. */
  get nextVisibleAt(): number {
    return this.#hidden.nextAt;
  }

  /** Whether somebody waits for a message. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Calls back once when a message has arrived or was given back. Returns a function that cancels the call. */
  onArrival(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => void this.#waiting.delete(callback);
  }

  #take(message: Message, now: number): void {
    this.#messages.set(message.id, message);
    if (message.visibleAt > now) this.#hidden.push(message.visibleAt, message);
    else this.#visible.add(message);
    this.#wake();
  }

  /** Without another dead-letter queue, a message stays. */
  #giveUp(message: Message, targetArn: string, now: number): void {
    const target = this.#around.queues.get(targetArn);
    if (!target || target === this) {
      this.#hide(message, now + this.attributes.VisibilityTimeout * 1000);
      return;
    }
    this.#messages.delete(message.id);
    this.#visible.delete(message);
    message.deadLetterSource = this.arn;
    message.visibleAt = now;
    target.#take(message, now);
  }

  #hide(message: Message, until: number): void {
    this.#visible.delete(message);
    message.visibleAt = until;
    this.#hidden.push(until, message);
  }

  #show(now: number): void {
    for (let next = this.#hidden.pop(now); next; next = this.#hidden.pop(now)) {
      const { at, entry: message } = next;
      if (message.visibleAt === at && this.#messages.get(message.id) === message) this.#visible.add(message);
    }
    this.#expire(now);
  }

  #hasExpired = ({ at }: Message, now: number): boolean => at <= now - this.attributes.MessageRetentionPeriod * 1000;

  /** Frees the memory of the oldest. In a dead-letter queue, others can be older: each is checked again when it is received. */
  #expire(now: number): void {
    for (const message of this.#messages.values()) {
      if (!this.#hasExpired(message, now)) break;
      this.delete(message);
    }
  }

  #wake(): void {
    for (const callback of [...this.#waiting]) {
      this.#waiting.delete(callback);
      callback();
    }
  }
}
