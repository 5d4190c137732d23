// A message in the page: a failure, a warning, or what an action has done.
import type { ComponentChildren } from 'preact';

interface Props {
  kind: 'error' | 'warning' | 'success' | 'info';
  /** Read at once by screen readers. For what follows an action of a person. */
  isAlert?: boolean;
  children: ComponentChildren;
}

export const Notice = ({ kind, isAlert = false, children }: Props) => (
  <div class={`notice notice-${kind}`} {...(isAlert ? { role: kind === 'error' ? 'alert' : 'status' } : {})}>
    {children}
  </div>
);
