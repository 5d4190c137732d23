// A button that filters: pressed or not, with the number of what it shows.
import { formatNumber } from '../core/format.ts';

interface Props {
  label: string;
  count: number;
  isPressed: boolean;
  /** Draws attention while the count is not 0. */
  isUrgent?: boolean;
  onToggle(): void;
}

export const Toggle = ({ label, count, isPressed, isUrgent = false, onToggle }: Props) => (
  <button
    type="button"
    class={`toggle${isUrgent && count > 0 ? ' toggle-urgent' : ''}${count === 0 ? ' toggle-empty' : ''}`}
    aria-pressed={isPressed}
    onClick={onToggle}
  >
    <span class="toggle-count">{formatNumber(count)}</span> <span>{label}</span>
  </button>
);
