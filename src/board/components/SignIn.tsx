// Asks for credentials: with the identity provider of the gateway, or an API key.

import { useState } from 'preact/hooks';
import { useClient } from '../client/ClientContext.ts';
import type { IdentityProvider } from '../signIn/createIdentityProvider.ts';
import { startSignIn } from '../signIn/startSignIn.ts';
import { Field } from './Field.tsx';
import { ForeignText } from './ForeignText.tsx';
import { Notice } from './Notice.tsx';
import { Page } from './Page.tsx';

export type OfferedProvider = IdentityProvider | 'unavailable' | null;

/** `problem`: why somebody must sign in again. */
export function SignIn({ provider, problem }: { provider: OfferedProvider; problem: string | null }) {
  return (
    <div class="sign-in">
      <Page title="Sign in">
        {problem !== null && (
          <Notice kind="error" isAlert>
            <ForeignText text={problem} />
          </Notice>
        )}
        {provider === 'unavailable' && (
          <Notice kind="warning">
            <p>The gateway cannot reach the identity provider now. Try again, or use an API key.</p>
            <button type="button" class="button button-small" onClick={() => window.location.reload()}>
              Try again
            </button>
          </Notice>
        )}
        {provider !== null && provider !== 'unavailable' && <ProviderButton provider={provider} />}
        <KeyForm isAlone={provider === null} />
      </Page>
    </div>
  );
}

function ProviderButton({ provider }: { provider: IdentityProvider }) {
  const { session } = useClient();
  if (!window.isSecureContext) {
    return (
      <Notice kind="warning">
        To sign in with {provider.name}, open this page by https, or on localhost. Browsers offer their cryptography
        only there.
      </Notice>
    );
  }
  const start = () => {
    startSignIn(provider).catch(() =>
      session.ask('This browser allows the page no storage. The sign-in needs it until you come back.'),
    );
  };
  return (
    <>
      <button type="button" class="button button-primary" onClick={start}>
        Sign in with {provider.name}
      </button>
      <p class="hint">You come back to this page. After a reload of the page, you sign in again.</p>
    </>
  );
}

function KeyForm({ isAlone }: { isAlone: boolean }) {
  const { session } = useClient();
  const [key, setKey] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (key.trim() !== '') session.enter(key.trim());
  };
  return (
    <form onSubmit={submit}>
      <Field
        label="API key"
        hint="An API key or an access token of this gateway. It stays in the memory of this page alone: you enter it again after a reload."
      >
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={key}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </Field>
      <button type="submit" class={isAlone ? 'button button-primary' : 'button'}>
        {isAlone ? 'Sign in' : 'Use the key'}
      </button>
    </form>
  );
}
