// Asks for the API key when the gateway needs one. The key stays in the memory of this page: it is in no storage, and is gone when
// the page is closed or loaded again.
import { useState } from 'preact/hooks';
import { useClient } from '../client/ClientContext.ts';
import { Notice } from './Notice.tsx';

export function SignIn({ isRefused }: { isRefused: boolean }) {
  const { credentials } = useClient();
  const [key, setKey] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (key.trim() !== '') credentials.set({ state: 'given', key: key.trim() });
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <h1>Sign in</h1>
      {isRefused && (
        <Notice kind="error" isAlert>
          The gateway does not accept this key. It is wrong, or no longer valid.
        </Notice>
      )}
      <label class="field">
        <span>API key</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={key}
          aria-describedby="key-hint"
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      <p id="key-hint" class="hint">
        An API key or an access token of this gateway. It stays in the memory of this page alone: you enter it again
        after a reload.
      </p>
      <button type="submit" class="button button-primary">
        Sign in
      </button>
    </form>
  );
}
