// Where the rows of a report file are: of which task each row is, and at which byte it begins. Rows are not kept. If the lengths of
// rows repeat, offsets are arithmetic. Otherwise one pass notes the offset of every 256th row, and yields to other work.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { firstIndex } from '../../world/firstIndex.ts';
import type { BatchTasks, TaskResult } from '../batch/batchTasks.ts';
import { reportRow } from './reportRow.ts';

export type TaskStatus = TaskResult['status'];

/** A row of a file. */
export interface Place {
  /** Counted from 0. */
  row: number;
  task: number;
  /** The offset of its first byte. */
  start: number;
}

/** The offsets of every `step`-th row. */
interface Offsets {
  step: number;
  of(row: number): number;
  /** Of the file. */
  length: number;
}

export class RowPlaces {
  readonly rows: number;
  readonly length: number;
  readonly status: TaskStatus;
  readonly #tasks: BatchTasks;
  readonly #offsets: Offsets;

  constructor(tasks: BatchTasks, status: TaskStatus, offsets: Offsets) {
    this.#tasks = tasks;
    this.status = status;
    this.#offsets = offsets;
    this.rows = countBefore(tasks, status, tasks.count);
    this.length = offsets.length;
  }

  /** The row that has the byte, or one that is fewer than 256 rows before it. */
  before(byte: number): Place {
    const { step, of } = this.#offsets;
    const row = step * (firstIndex(0, Math.ceil(this.rows / step), (at) => of(at * step) > byte) - 1);
    return { row, task: this.taskOf(row), start: of(row) };
  }

  /** The task of the row. `from` is a task that is not behind it. */
  taskOf(row: number, from = 0): number {
    return taskOf(this.#tasks, this.status, row, from);
  }
}

/** The places of the rows of each status. */
export async function findPlaces(tasks: BatchTasks): Promise<Record<TaskStatus, RowPlaces>> {
  const offsets = tasks.rowCycle === undefined ? await noteOffsets(tasks) : repeatOffsets(tasks, tasks.rowCycle);
  return {
    succeeded: new RowPlaces(tasks, 'succeeded', offsets.succeeded),
    failed: new RowPlaces(tasks, 'failed', offsets.failed),
  };
}

function countBefore(tasks: BatchTasks, status: TaskStatus, task: number): number {
  const failed = tasks.failedBefore(task);
  return status === 'failed' ? failed : task - failed;
}

const taskOf = (tasks: BatchTasks, status: TaskStatus, row: number, from = 0): number =>
  firstIndex(from, tasks.count, (task) => countBefore(tasks, status, task + 1) > row);

const lengthOf = (tasks: BatchTasks, task: number): number =>
  Buffer.byteLength(reportRow(tasks.task(task), tasks.result(task)));

function repeatOffsets(tasks: BatchTasks, cycle: number): Record<TaskStatus, Offsets> {
  const offsetsOf = (status: TaskStatus): Offsets => {
    const rows = countBefore(tasks, status, tasks.count);
    const starts = [0];
    for (let row = 0; row < Math.min(cycle, rows); row += 1) {
      starts.push((starts[row] ?? 0) + lengthOf(tasks, taskOf(tasks, status, row)));
    }
    const of = (row: number) => Math.floor(row / cycle) * (starts[cycle] ?? 0) + (starts[row % cycle] ?? 0);
    return { step: 1, of, length: of(rows) };
  };
  return { succeeded: offsetsOf('succeeded'), failed: offsetsOf('failed') };
}

/** Rows from one note to the next. */
const STEP = 256;

/** Tasks that are looked at before others get their turn: some milliseconds. */
const TURN = 4096;

async function noteOffsets(tasks: BatchTasks): Promise<Record<TaskStatus, Offsets>> {
  const notes = { succeeded: new Notes(), failed: new Notes() };
  for (let task = 0; task < tasks.count; task += 1) {
    if (task % TURN === TURN - 1) await nextTurn();
    notes[tasks.result(task).status].add(lengthOf(tasks, task));
  }
  return notes;
}

class Notes implements Offsets {
  readonly step = STEP;
  length = 0;
  #rows = 0;
  readonly #starts: number[] = [];

  add(length: number): void {
    if (this.#rows % STEP === 0) this.#starts.push(this.length);
    this.#rows += 1;
    this.length += length;
  }

  readonly of = (row: number): number => this.#starts[row / STEP] ?? 0;
}
