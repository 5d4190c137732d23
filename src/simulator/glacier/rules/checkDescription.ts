// Validation of descriptions of archives and jobs: at most 1,024 printable ASCII characters.
import { invalidParameter } from '../../http/errors.ts';

export function checkDescription(text: string): string {
  if (text.length > 1024) throw invalidParameter(`The description is longer than 1024 bytes: ${text.length}`);
  if (!/^[\x20-\x7e]*$/.test(text))
    throw invalidParameter('The description holds other than printable ASCII characters');
  return text;
}
