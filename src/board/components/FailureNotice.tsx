// A request that failed as a whole, with a button that sends it again.
import { ForeignText } from './ForeignText.tsx';
import { Notice } from './Notice.tsx';

export const FailureNotice = ({ failure, onRetry }: { failure: Error; onRetry?(): void }) => (
  <Notice kind="error" isAlert>
    <p>
      <ForeignText text={failure.message} />
    </p>
    {onRetry && (
      <button type="button" class="button button-small" onClick={onRetry}>
        Try again
      </button>
    )}
  </Notice>
);
