// Objects in lists whose JSON is known, wholly or but for some fields. Only the rest of them is executed.
import type { ResponsePath } from 'graphql';
import { executeSelection } from './executeSelection.ts';
import { type FragmentMemory, type Fragments, textBytes } from './fragments.ts';
import { isPromise } from './isPromise.ts';
import { PartialJson } from './partialJson.ts';
import type { KnownObjects, PreparedField, Selection } from './plan.ts';
import { KnownJson } from './rawJson.ts';
import { type ResultObject, resultConstructor } from './resultObject.ts';
import type { Run } from './run.ts';

/** For a selection all of whose fields are functions of the object. */
export class WhollyKnown implements KnownObjects {
  readonly #fragments: Fragments<KnownJson>;

  constructor(memory: FragmentMemory) {
    this.#fragments = memory.create(({ text }) => textBytes([text]));
  }

  execute(run: Run, selection: Selection, object: object, path: ResponsePath): unknown {
    const found = this.#fragments.find(object);
    if (found) {
      run.hasRawJson = true;
      run.work += 1;
      return found;
    }
    const { seen } = run.errors;
    const completed = executeSelection(run, selection, object, path);
    if (isPromise(completed) || run.errors.seen > seen) return completed;
    const kept = this.#fragments.offer(object, () => new KnownJson(JSON.stringify(completed)));
    if (!kept) return completed;
    run.hasRawJson = true;
    return kept;
  }
}

/** For a selection some of whose fields are. The others are executed each time, in their order. */
export class PartlyKnown implements KnownObjects {
  readonly #fragments: Fragments<readonly string[]>;
  readonly #others: Selection;
  /** The keys of the known fields before each of the others, and after the last one. */
  readonly #runs: readonly (readonly string[])[];

  constructor(memory: FragmentMemory, fields: readonly PreparedField[], others: ReadonlySet<PreparedField>) {
    this.#fragments = memory.create(textBytes);
    this.#others = { fields: [...others], Result: resultConstructor(true), known: null };
    const runs: string[][] = [[]];
    for (const field of fields) {
      if (others.has(field)) runs.push([]);
      else runs.at(-1)?.push(field.key);
    }
    this.#runs = runs;
  }

  execute(run: Run, selection: Selection, object: object, path: ResponsePath): unknown {
    const texts = this.#fragments.find(object);
    if (texts) {
      run.hasRawJson = true;
      return executeSelection(run, this.#others, object, path, (others) => new PartialJson(texts, others));
    }
    const { seen } = run.errors;
    const completed = executeSelection(run, selection, object, path);
    const keep = (result: ResultObject) => {
      if (run.errors.seen === seen) this.#fragments.offer(object, () => this.#textsOf(result));
    };
    // Beside the promise, whose own steps the order of errors depends on.
    if (isPromise(completed)) completed.then(keep, () => {});
    else keep(completed);
    return completed;
  }

  #textsOf(result: ResultObject): string[] {
    return this.#runs.map((keys) => keys.map((key) => `"${key}":${JSON.stringify(result[key])}`).join(','));
  }
}
