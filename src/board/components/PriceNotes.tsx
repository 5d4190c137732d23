// What an estimated price contains, and what it does not.

export const PriceNotes = ({ notes }: { notes: readonly string[] }) => (
  <details>
    <summary>What the price contains</summary>
    <ul>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  </details>
);
