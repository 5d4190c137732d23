// Records of messages, as senders give them and as a queue keeps them. Times are milliseconds since the epoch.

/** A text, or one that is made when it is received: signatures cost time, and most messages of a demo are never received. */
export type MessageBody = string | (() => Promise<string>);

export interface MessageAttribute {
  DataType: string;
  StringValue?: string | undefined;
  BinaryValue?: Uint8Array | undefined;
}

export interface NewMessage {
  body: MessageBody;
  /** The length of the body in bytes, about. */
  size: number;
  attributes: Readonly<Record<string, MessageAttribute>>;
  senderId: string;
  /** When it was sent. */
  at: number;
  /** Milliseconds until it can be received. */
  delay?: number;
}

export interface Message extends Omit<NewMessage, 'delay'> {
  id: string;
  /** From when it can be received. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  lastReceivedAt: number;
  /** The queue from which it came to a dead-letter queue. */
  deadLetterSource: string | undefined;
  /** What it takes of the process's memory, in bytes. */
  heldBytes: number;
}
