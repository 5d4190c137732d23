// The states of the objects of a large job, in 6 bytes an object of a very large one: a hash table with open addressing, which has 28 bits of the digest
// of a name instead of the name. Another object is taken for one of the job about once in ten million times. A state may be noted
// before it is known whether its object is of the job; it counts once the object is added. Names are digests of restoreEvent.ts.
import { type RestoreState, restoreStates } from '../aws/s3control/restoreProgress.ts';

/** Of a slot: the digest, whether the object is of the job, and the state, 0 if it is unknown. */
const digestBits = 0xfffffff0;
const memberBit = 0x8;
const stateBits = 0x7;

/** A fuller table needs more steps to find a name. */
const slotsPerName = 4 / 3;

/** How many names may have a state before it is known whether they are of the job. */
const othersBeside = (objects: number): number => Math.min(objects, Math.max(10_000, Math.ceil(objects / 8)));

export class ObjectStates {
  readonly #slots: Uint32Array;
  readonly #counts = Object.fromEntries(restoreStates.map((state) => [state, 0])) as Record<RestoreState, number>;
  /** The slots that objects of the job may still take, and that others may. */
  #room: number;
  #othersRoom: number;
  #objects = 0;

  /** `objects`: the most that are added. */
  constructor(objects: number) {
    this.#room = objects;
    this.#othersRoom = othersBeside(objects);
    this.#slots = new Uint32Array(Math.ceil((this.#room + this.#othersRoom) * slotsPerName) + 1);
  }

  /** The objects of the job. One that has several rows counts once. */
  get objects(): number {
    return this.#objects;
  }

  /** Those whose state is known, by state. */
  get counts(): Readonly<Record<RestoreState, number>> {
    return this.#counts;
  }

  /** An object of the job. False if there are more than were announced. */
  add(name: string): boolean {
    const [at, digest] = this.#find(name);
    const slot = this.#slots[at] ?? 0;
    if (slot & memberBit) return true;
    if (this.#room === 0) return false;
    this.#room -= 1;
    this.#objects += 1;
    this.#slots[at] = (slot || digest) | memberBit;
    this.#count(slot, 1);
    return true;
  }

  /** Null if it is unknown. */
  stateOf(name: string): RestoreState | null {
    const [at] = this.#find(name);
    return stateIn(this.#slots[at] ?? 0);
  }

  /** Returns whether the counts change. */
  note(name: string, state: RestoreState): boolean {
    const [at, digest] = this.#find(name);
    const slot = this.#slots[at] ?? 0;
    if (slot === 0) {
      if (this.#othersRoom === 0) return false;
      this.#othersRoom -= 1;
    }
    const next = ((slot || digest) & ~stateBits) | (restoreStates.indexOf(state) + 1);
    this.#slots[at] = next;
    if (!(slot & memberBit) || stateIn(slot) === state) return false;
    this.#count(slot, -1);
    this.#count(next, 1);
    return true;
  }

  /** All objects are added. What is noted of others is not kept. */
  complete(): void {
    this.#room = 0;
    this.#othersRoom = 0;
  }

  #count(slot: number, by: number): void {
    const state = stateIn(slot);
    if (state) this.#counts[state] += by;
  }

  /** The slot that has the name or is free for it, and the bits of its digest. */
  #find(name: string): [slot: number, digest: number] {
    const bytes = Buffer.from(name, 'base64url');
    const digest = bytes.readUInt32LE(0) & digestBits;
    let at = bytes.readUInt32LE(4) % this.#slots.length;
    for (let slot = this.#slots[at]; slot !== 0 && ((slot ?? 0) & digestBits) !== digest; slot = this.#slots[at])
      at = (at + 1) % this.#slots.length;
    return [at, digest];
  }
}

const stateIn = (slot: number): RestoreState | null => restoreStates[(slot & stateBits) - 1] ?? null;
