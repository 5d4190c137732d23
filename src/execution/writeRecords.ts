// Lists of records that have their JSON as bytes (core/jsonRecord.ts). If all selected fields are pure leaves, the list becomes JSON
// without objects and texts in between: bytes are copied, and other values are written. A list that has an error, or anything
// else than such records, is completed as all others are: pure fields may be read twice.
import { type GraphQLObjectType, getNamedType } from 'graphql';
import { ByteWriter, viewOf } from '../core/byteWriter.ts';
import { bytesOfJson } from '../core/jsonBytes.ts';
import { JsonRecord } from '../core/jsonRecord.ts';
import type { PreparedField } from './plan.ts';
import { RawJson } from './rawJson.ts';
import type { ResolveInfo } from './resolveInfo.ts';
import type { Run } from './run.ts';

export type Records = readonly [JsonRecord, ...unknown[]];

export const areRecords = (items: readonly unknown[]): items is Records => items[0] instanceof JsonRecord;

/** Null if the list must be completed. */
export function writeRecords(
  { run, field }: ResolveInfo,
  type: GraphQLObjectType,
  records: Records,
): RawJson | null | Promise<RawJson | null> {
  const columns = columnsOf(field.selectionFor(type).fields, records[0]);
  return columns && new RecordList(run, records, columns).write();
}

/** A selected field, as each record has it. */
interface Column {
  /** What is between the value of the field before and its own. */
  before: DataView;
  /** What the record may have as bytes. */
  member: string | null;
  valueIn(source: unknown): unknown;
}

/** Null if a field cannot be written, or none is selected. */
function columnsOf(fields: readonly PreparedField[], record: JsonRecord): Column[] | null {
  const columns: Column[] = [];
  for (const field of fields) {
    if (!field.pureValue) return null;
    const { name, resolve, type } = field.definition;
    const before = `${columns.length === 0 ? '{' : ','}${JSON.stringify(field.key)}:`;
    columns.push({
      before: viewOf(Buffer.from(before)),
      // Without a resolver, the field is the property of its name.
      member: resolve ? null : record.jsonMember(name, getNamedType(type).name),
      valueIn: (source) => field.pureValue?.(source),
    });
  }
  return columns.length > 0 ? columns : null;
}

const { comma, openBracket, closeBracket, closeBrace } = bytesOfJson;

class RecordList {
  readonly #run: Run;
  readonly #records: Records;
  readonly #columns: readonly Column[];
  readonly #class: object | null;
  readonly #writer = new ByteWriter();
  #written = 0;

  constructor(run: Run, records: Records, columns: readonly Column[]) {
    this.#run = run;
    this.#records = records;
    this.#columns = columns;
    this.#class = Object.getPrototypeOf(records[0]);
  }

  /** Continues with the first record that is not written yet. */
  write(): RawJson | null | Promise<RawJson | null> {
    const run = this.#run;
    for (; this.#written < this.#records.length; this.#written += 1) {
      if (run.isTurnDue) return run.inTurn(() => this.write());
      this.#writer.byte(this.#written === 0 ? openBracket : comma);
      const record = this.#records[this.#written];
      run.work += 1;
      if (!this.#isRecord(record) || !this.#writeRecord(record)) return null;
      // The others are about as long.
      if (this.#written === 0) this.#writer.reserve(this.#records.length * this.#writer.length * 1.1);
    }
    this.#writer.byte(closeBracket);
    run.hasRawJson = true;
    return new RawJson(this.#writer.bytes);
  }

  #isRecord(value: unknown): value is JsonRecord {
    return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === this.#class;
  }

  #writeRecord(record: JsonRecord): boolean {
    const writer = this.#writer;
    for (const { before, member, valueIn } of this.#columns) {
      writer.copy(before, 0, before.byteLength);
      if (member !== null && record.writeJson(member, writer)) continue;
      const value = valueIn(record);
      if (value === undefined) return false;
      this.#run.work += 1;
      writer.text(JSON.stringify(value));
    }
    writer.byte(closeBrace);
    return true;
  }
}
