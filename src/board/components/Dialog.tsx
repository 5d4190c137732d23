// A modal dialog that asks before something is sent. The browser keeps the focus inside, closes it on Escape, and returns the focus.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useReturnedFocus } from './useReturnedFocus.ts';

interface Props {
  title: string;
  /** What the button says that sends it: a verb with its object, never "OK". */
  action: string;
  isDangerous?: boolean;
  isSending: boolean;
  /** Whether what is entered can be sent. */
  isValid?: boolean;
  onConfirm(): void;
  onClose(): void;
  children: ComponentChildren;
}

export function Dialog({
  title,
  action,
  isDangerous = false,
  isSending,
  isValid = true,
  onConfirm,
  onClose,
  children,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useReturnedFocus();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (isValid && !isSending) onConfirm();
  };
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={onClose}>
      <form class="dialog-body" onSubmit={submit}>
        <h2 id={heading}>{title}</h2>
        {children}
        <div class="form-buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Go back
          </button>
          <button
            type="submit"
            class={`button ${isDangerous ? 'button-danger' : 'button-primary'}`}
            disabled={!isValid || isSending}
          >
            {isSending ? 'Sending …' : action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
