// What of an answer could not be read: these fields are null, and the rest of the answer is shown.

import type { ReportedError } from '../client/failures.ts';
import { ForeignText } from './ForeignText.tsx';
import { Notice } from './Notice.tsx';

export function FailedFields({ errors }: { errors: readonly ReportedError[] | undefined }) {
  const messages = new Set(errors?.map(({ message }) => message));
  if (messages.size === 0) return null;
  return (
    <Notice kind="warning">
      Some of this cannot be shown. <ForeignText text={[...messages].join(' ')} />
    </Notice>
  );
}
