// A part of a view with its own heading.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  title: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

export function Panel({ title, actions, children }: Props) {
  const heading = useId();
  return (
    <section class="panel" aria-labelledby={heading}>
      <div class="panel-head">
        <h2 id={heading}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
