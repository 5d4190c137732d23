// What a target of the fuzzer is: it makes inputs, sends them, and may know more about right answers than the common judge.

import type { Random } from './random.ts';
import type { World } from './readWorld.ts';
import type { FuzzedGateway } from './startFuzzedGateway.ts';

/** What came back for one input. */
export interface Answer {
  /** The status of each HTTP response; empty if there was none. */
  statuses: number[];
  /** Everything that the client received, as text. */
  text: string;
  /** The client stopped waiting, although an answer or the end of the connection was due. */
  isLate?: boolean;
}

/** `Input` is JSON, because the corpus keeps it in files. */
export interface Target<Input = unknown> {
  name: string;
  /** How many inputs are sent at a time. */
  atOnce: number;
  /** What the first inputs are made from. */
  seeds(world: World): Input[];
  /** A new input from a known one. */
  mutate(random: Random, input: Input, world: World): Input;
  send(input: Input, gateway: FuzzedGateway, world: World): Promise<Answer>;
  /** What is wrong with the answer, beyond what is wrong for every target; null if it is right. */
  judge?(input: Input, answer: Answer, gateway: FuzzedGateway, world: World): string | null;
  /** Whether a fault that the common judge found is right here. */
  allows?(input: Input, fault: string, gateway: FuzzedGateway): boolean;
}
