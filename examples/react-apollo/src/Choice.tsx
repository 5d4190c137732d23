type Props<Option> = { name: string; options: Option[]; onChoice: (chosen: Option[]) => void };

export const Choice = <Option extends string>({ name, options, onChoice }: Props<Option>) => (
  <select aria-label={name} onChange={({ target }) => onChoice(options.filter((each) => each === target.value))}>
    <option value="" label={name} />
    {options.map((each) => (
      <option key={each}>{each}</option>
    ))}
  </select>
);
