// A labelled control of a form.
import type { ComponentChildren } from 'preact';

interface FieldProps {
  label: string;
  /** Below the control: what is allowed, or what it costs. */
  hint?: ComponentChildren;
  /** Why the value is refused. */
  error?: string | null;
  children: ComponentChildren;
}

/** The label contains the control, so that it needs no id. */
export const Field = ({ label, hint, error, children }: FieldProps) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children.
  <label class="field">
    <span class="field-label">{label}</span>
    {children}
    {hint && <span class="hint">{hint}</span>}
    {error && (
      <span class="field-error" role="alert">
        {error}
      </span>
    )}
  </label>
);

interface SelectProps<Value extends string> {
  label: string;
  /** The first option, with the value null; without it, an option must be chosen. */
  none?: string;
  value: Value | null;
  options: readonly { value: Value; label: string }[];
  onSelect(value: Value | null): void;
}

/** A choice of one value. */
export const Select = <Value extends string>({ label, none, value, options, onSelect }: SelectProps<Value>) => (
  <Field label={label}>
    <select
      value={value ?? ''}
      onChange={({ currentTarget }) =>
        onSelect(options.find((option) => option.value === currentTarget.value)?.value ?? null)
      }
    >
      {none !== undefined && <option value="">{none}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  </Field>
);
