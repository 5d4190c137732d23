// A table that scrolls sideways on small screens. The keyboard reaches it, and so scrolls it, also if it has nothing to operate.
import type { ComponentChildren } from 'preact';

export const TableFrame = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable.
  <section class="table-frame" aria-label={label} tabIndex={0}>
    {children}
  </section>
);
