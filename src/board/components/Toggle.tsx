// A button that filters: pressed or not, with the number of what it shows.
import { formatNumber } from '../core/format.ts';

interface Props {
  label: string;
  /** Null if it is not known yet. */
  count: number | null;
  isPressed: boolean;
  /** Draws attention while the count is not 0. */
  isUrgent?: boolean;
  onToggle(): void;
}

export const Toggle = ({ label, count, isPressed, isUrgent = false, onToggle }: Props) => (
  <button
    type="button"
    class={`toggle${isUrgent && count ? ' toggle-urgent' : ''}${count ? '' : ' toggle-empty'}`}
    aria-pressed={isPressed}
    onClick={onToggle}
  >
    <span class="toggle-count">{count === null ? '–' : formatNumber(count)}</span> <span>{label}</span>
  </button>
);
