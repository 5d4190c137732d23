// The fuzzing of one target: makes inputs from known ones, sends them, judges the answers, and keeps what behaves in a new way.
import { readCorpus } from './corpus.ts';
import { faultIn } from './judge.ts';
import { minimise } from './minimise.ts';
import type { Json } from './mutate.ts';
import { Random } from './random.ts';
import type { World } from './readWorld.ts';
import type { FuzzedGateway } from './startFuzzedGateway.ts';
import type { Answer, Target } from './target.ts';

export interface Find {
  target: string;
  fault: string;
  input: unknown;
}

/** The most inputs that are kept for their new behaviour. */
const mostKnown = 500;
/** Where the cause of an error in the log is looked for. */
const mostRecent = 64;
/** How often a smaller input is tried. */
const shrinkTries = 60;

export class FuzzTarget {
  /** How many inputs were sent. */
  sent = 0;
  readonly behaviours = new Set<string>();
  readonly finds: Find[] = [];
  readonly #known: unknown[];
  readonly #seen = new Set<string>();
  /** The last inputs, the newest first: an error can be logged after the answer. */
  #recent: unknown[] = [];

  constructor(
    readonly target: Target,
    readonly gateway: FuzzedGateway,
    readonly world: World,
    readonly seed: string,
  ) {
    this.#known = [...target.seeds(world), ...readCorpus(target.name).map(({ input }) => input)];
  }

  /** Sends the next few inputs. */
  async round(): Promise<void> {
    const inputs = Array.from({ length: this.target.atOnce }, (_, at) => this.#inputAt(this.sent + at));
    this.sent += inputs.length;
    const answers = await Promise.all(inputs.map((input) => this.target.send(input, this.gateway, this.world)));
    for (const [at, answer] of answers.entries()) {
      const input = inputs[at];
      const fault = this.#faultOf(input, answer);
      if (fault !== null) await this.#report(input, fault);
      else this.#remember(input, answer);
    }
    this.#recent = [...inputs, ...this.#recent].slice(0, mostRecent);
    const faults = this.gateway.faults();
    if (faults.length === 0) return;
    for (const fault of faults) {
      const culprit = await this.#culprit(fault);
      await this.#report(culprit ?? this.#recent, fault, culprit !== undefined);
    }
    await this.#revive();
  }

  /** The seeds come first, as they are. */
  #inputAt(index: number): unknown {
    if (index < this.#known.length && index < this.target.seeds(this.world).length) return this.#known[index];
    const random = new Random(`${this.seed}/${this.target.name}/${index}`);
    return this.target.mutate(random, random.pick(this.#known), this.world);
  }

  #faultOf(input: unknown, answer: Answer): string | null {
    return faultIn(this.target, input, answer, this.gateway, this.world);
  }

  /** An input whose answer is of a new kind is worth changing further. */
  #remember(input: unknown, { statuses, text }: Answer): void {
    const [, body = text] = text.split('\r\n\r\n', 2);
    const messages = [...body.matchAll(/"(?:message|code|reason|type)":"((?:[^"\\]|\\.)*)"/g)].map(([, each = '']) =>
      each.replace(/[\d'"`].*/s, '').slice(0, 40),
    );
    const behaviour = `${statuses} ${[...new Set(messages)].sort().slice(0, 6)}`;
    if (this.behaviours.has(behaviour)) return;
    this.behaviours.add(behaviour);
    if (this.#known.length < mostKnown) this.#known.push(input);
  }

  /** The input that causes the fault by itself. */
  async #culprit(fault: string): Promise<unknown> {
    for (const input of this.#recent) if (await this.#hasFault(input, fault)) return input;
    return undefined;
  }

  /** Whether the input, sent alone, leads to a fault of the same kind. */
  async #hasFault(input: unknown, fault: string): Promise<boolean> {
    await this.#revive();
    await this.#logArrives();
    this.gateway.faults();
    const answer = await this.target.send(input, this.gateway, this.world);
    await this.#logArrives();
    const found = [this.#faultOf(input, answer) ?? [], this.gateway.faults()].flat();
    return found.some((each) => kindOf(each) === kindOf(fault));
  }

  /** The log comes through a pipe, after the answer. */
  #logArrives(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 50));
  }

  async #revive(): Promise<void> {
    if (!this.gateway.isRunning()) await this.gateway.restart();
  }

  /** One find for each kind of fault. */
  async #report(input: unknown, fault: string, canShrink = true): Promise<void> {
    if (this.#seen.has(kindOf(fault))) return;
    this.#seen.add(kindOf(fault));
    const smallest = canShrink
      ? await minimise(input as Json, (smaller) => this.#hasFault(smaller, fault).catch(() => false), shrinkTries)
      : input;
    this.finds.push({ target: this.target.name, fault, input: smallest });
  }
}

/** Without what differs from one time to the next. */
const kindOf = (fault: string): string => fault.replace(/[\da-f-]{8,}|\d+/g, '#').slice(0, 200);
