// The byte budget: how much memory connections, subscriptions and responses of AWS may hold: one connection, all of one
// caller, and all together. Where a limit is exceeded, the largest holder is disconnected, so that everybody else is served.

/** In bytes. */
export interface ByteLimits {
  connection: number;
  /** Of all holders of one owner. */
  caller: number;
  process: number;
}

/** What a holder is ended for: a limit of the budget, or that of what a WebSocket may send before connection_ack. */
export type ByteLimit = keyof ByteLimits | 'connection_init';

export interface HolderOptions {
  /** Whose bytes they are. Null for the gateway itself: only the limit of the process applies. */
  owner: string | null;
  /** Whether it is a connection, with a limit of its own. */
  isConnection?: boolean;
  /** The bytes that are queued now, besides those that are charged. */
  measure?(): number;
  /** Ends the holder and frees what it holds. */
  disconnect(exceeded: ByteLimit): void;
}

/** Called for each holder that is disconnected. */
export type OnDisconnect = (exceeded: ByteLimit, owner: string | null, bytes: number) => void;

/** Hysteresis: from the moment when the limit of the process is exceeded until this share of it is held. */
const fullUntil = 0.75;

/** Who holds less is served while the budget is full. */
const servedShare = 1 / 16;

/** All holders of one owner that hold anything. */
class Owner {
  bytes = 0;
  readonly holders = new Set<Holder>();
}

export class ByteBudget {
  readonly #limits: ByteLimits;
  readonly #onDisconnect: OnDisconnect;
  readonly #owners = new Map<string | null, Owner>();
  #bytes = 0;
  #maxBytes = 0;
  #isFull = false;

  constructor(limits: ByteLimits, onDisconnect: OnDisconnect = () => undefined) {
    this.#limits = limits;
    this.#onDisconnect = onDisconnect;
  }

  /** What all holders hold, as last measured. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The highest value of `bytes` so far. It can exceed the limit of the process by what one holder took at once. */
  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** The limit of the process was exceeded, and there is not enough room for new work yet. */
  get isFull(): boolean {
    if (this.#isFull && this.#bytes < this.#limits.process * fullUntil) this.#isFull = false;
    return this.#isFull;
  }

  open(options: HolderOptions): Holder {
    return new Holder(options, this);
  }

  /** Whether an owner gets no new work: the budget is full, and not only because of others. */
  refuses(owner: string | null): boolean {
    return this.isFull && (this.#owners.get(owner)?.bytes ?? 0) > this.#limits.process * servedShare;
  }

  /** Whether a connection may hold so many bytes more. */
  fits(holder: Holder, bytes: number): boolean {
    return !holder.isConnection || holder.bytes + bytes <= this.#limits.connection;
  }

  /** For holders: what one of them holds has changed. */
  changed(holder: Holder, bytes: number): void {
    const grows = bytes > holder.bytes;
    this.#set(holder, bytes);
    if (grows) this.#enforce(holder);
  }

  #set(holder: Holder, bytes: number): void {
    const owner = this.#owners.get(holder.owner) ?? new Owner();
    const difference = bytes - holder.bytes;
    holder.bytes = bytes;
    owner.bytes += difference;
    this.#bytes += difference;
    this.#maxBytes = Math.max(this.#maxBytes, this.#bytes);
    if (bytes > 0) owner.holders.add(holder);
    else owner.holders.delete(holder);
    if (owner.holders.size > 0) this.#owners.set(holder.owner, owner);
    else this.#owners.delete(holder.owner);
  }

  #enforce(holder: Holder): void {
    const { connection, caller, process } = this.#limits;
    if (holder.isConnection && holder.bytes > connection) this.#disconnect(holder, 'connection');
    if (holder.owner !== null) {
      const owner = this.#owners.get(holder.owner);
      if (owner && owner.bytes > caller) {
        this.#measure(owner);
        while (owner.bytes > caller) this.#disconnect(largest(owner.holders), 'caller');
      }
    }
    if (this.#bytes <= process) return;
    for (const owner of [...this.#owners.values()]) this.#measure(owner);
    while (this.#bytes > process) {
      this.#isFull = true;
      this.#disconnect(largest(largest(this.#owners.values()).holders), 'process');
    }
  }

  /** Some may have sent a part meanwhile. */
  #measure(owner: Owner): void {
    for (const holder of [...owner.holders]) this.#set(holder, holder.measure());
  }

  /** For holders: one of them has exceeded a limit. */
  end(holder: Holder, exceeded: ByteLimit): void {
    if (!holder.isClosed) this.#disconnect(holder, exceeded);
  }

  #disconnect(holder: Holder, exceeded: ByteLimit): void {
    const { bytes, owner } = holder;
    holder.close();
    this.#onDisconnect(exceeded, owner, bytes);
    holder.disconnect(exceeded);
  }
}

/** Not called without any: more bytes than a limit need somebody who holds them. */
const largest = <Each extends { readonly bytes: number }>(all: Iterable<Each>): Each =>
  [...all].reduce((most, each) => (each.bytes > most.bytes ? each : most));

/** A connection, or anything else that holds memory for somebody and can be ended. */
export class Holder {
  readonly #options: HolderOptions;
  readonly #budget: ByteBudget;
  #owner: string | null;
  #charged = 0;
  #isClosed = false;
  /** As last measured. Set by the budget. */
  bytes = 0;

  constructor(options: HolderOptions, budget: ByteBudget) {
    this.#options = options;
    this.#budget = budget;
    this.#owner = options.owner;
  }

  get owner(): string | null {
    return this.#owner;
  }

  get isConnection(): boolean {
    return this.#options.isConnection ?? false;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** From now on, what it holds counts for another owner. */
  moveTo(owner: string): void {
    if (owner === this.#owner) return;
    const { bytes } = this;
    if (!this.#isClosed) this.#budget.changed(this, 0);
    this.#owner = owner;
    if (!this.#isClosed) this.#budget.changed(this, bytes);
  }

  /** Bytes that cannot be measured, until they are released. */
  charge(bytes = 0): Charge {
    const charge = new Charge((difference) => {
      this.#charged += difference;
      this.update();
    });
    charge.set(bytes);
    return charge;
  }

  /** Whether its owner gets no new work. */
  get isRefused(): boolean {
    return this.#budget.refuses(this.#owner);
  }

  /** Whether it may hold so many bytes more. */
  fits(bytes: number): boolean {
    return this.#budget.fits(this, bytes);
  }

  measure(): number {
    return this.#charged + (this.#options.measure?.() ?? 0);
  }

  /** Measures it again. */
  update(): void {
    if (this.#isClosed) return;
    const bytes = this.measure();
    if (bytes !== this.bytes) this.#budget.changed(this, bytes);
  }

  disconnect(exceeded: ByteLimit): void {
    this.#options.disconnect(exceeded);
  }

  /** Ends it, because it has exceeded a limit. */
  end(exceeded: ByteLimit): void {
    this.#budget.end(this, exceeded);
  }

  /** Called when it has ended by itself. */
  close(): void {
    if (this.#isClosed) return;
    this.#budget.changed(this, 0);
    this.#isClosed = true;
  }
}

export class Charge {
  #bytes = 0;
  readonly #onChange: (difference: number) => void;

  constructor(onChange: (difference: number) => void) {
    this.#onChange = onChange;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(bytes: number): void {
    this.set(this.#bytes + bytes);
  }

  set(bytes: number): void {
    const difference = bytes - this.#bytes;
    this.#bytes = bytes;
    if (difference !== 0) this.#onChange(difference);
  }

  release(): void {
    this.set(0);
  }
}
