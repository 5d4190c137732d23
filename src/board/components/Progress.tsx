// How much of something is done, as a bar and a number. Null: that cannot be said yet.
import { formatPercent } from '../core/format.ts';

export const Progress = ({ label, fraction }: { label: string; fraction: number | null }) => (
  <span class="progress">
    <progress aria-label={label} max={1} {...(fraction === null ? {} : { value: fraction })} />
    <span class="progress-number">{fraction === null ? '–' : formatPercent(fraction)}</span>
  </span>
);
