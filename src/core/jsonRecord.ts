// Objects that have the JSON of properties as bytes, such as a record of a file. Who writes JSON may copy these bytes in place of
// reading and serializing the property. All objects of a class know the same properties.
import type { ByteWriter } from './byteWriter.ts';

export abstract class JsonRecord {
  /** The name of a property for `writeJson`, if its bytes are what this scalar writes; null if the class has no such bytes. */
  abstract jsonMember(property: string, scalar: string): string | null;

  /** Writes the JSON of a member. False if this object does not have it as bytes: nothing is written. */
  abstract writeJson(member: string, writer: ByteWriter): boolean;
}
