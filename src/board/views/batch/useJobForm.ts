// The state of the form for a new Batch job, and the properties that connect a control to it.
import { useState } from 'preact/hooks';
import { emptyForm, type JobForm } from './jobForm.ts';

type TextName = { [Name in keyof JobForm]: string extends JobForm[Name] ? Name : never }[keyof JobForm];

export interface FormState {
  form: JobForm;
  set(changed: Partial<JobForm>): void;
  /** Of a control for text or a number: `<input {...text('role')} />`. */
  text(name: TextName): {
    name: string;
    value: string;
    onInput(event: { currentTarget: { value: string } }): void;
  };
}

/** `onChange` runs whenever something is entered. */
export function useJobForm(onChange: () => void): FormState {
  const [form, setForm] = useState(emptyForm);
  const set = (changed: Partial<JobForm>) => {
    setForm((last) => ({ ...last, ...changed }));
    onChange();
  };
  return {
    form,
    set,
    text: (name) => ({
      name,
      value: form[name],
      onInput: ({ currentTarget: { value } }) => set({ [name]: value }),
    }),
  };
}
