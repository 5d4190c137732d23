// Why the gateway or AWS refused a mutation, and what helps.

import type { Refusal } from '../gql/refusal.ts';
import { ForeignText } from './ForeignText.tsx';
import { Notice } from './Notice.tsx';

export const RefusalNotice = ({ message, diagnosis, code }: Refusal) => (
  <Notice kind="error" isAlert>
    <p>
      <strong>
        <ForeignText text={message} />
      </strong>{' '}
      <span class="hint">{code}</span>
    </p>
    {diagnosis && (
      <p>
        {diagnosis.summary} {diagnosis.remedy}
      </p>
    )}
  </Notice>
);
