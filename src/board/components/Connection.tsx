// Whether the page is live. A status region: screen readers hear when the connection is lost and when it is back, and are not
// interrupted by each second of the countdown.
import { useEffect, useState } from 'preact/hooks';
import { useClient } from '../client/ClientContext.ts';
import { every, now } from '../core/clock.ts';
import { useStore } from '../core/store.ts';

export function Connection() {
  const client = useClient();
  const connection = useStore(client.connection);
  const [, tick] = useState(0);
  const isWaiting = connection.state === 'waiting';
  useEffect(() => (isWaiting ? every(250, () => tick((count) => count + 1)) : undefined), [isWaiting]);
  const seconds = isWaiting ? Math.max(0, Math.ceil((connection.retryAt - now()) / 1000)) : 0;
  return (
    <div class={`connection connection-${connection.state}`}>
      <p role="status">
        {connection.state === 'connected' && 'Live'}
        {connection.state === 'connecting' && 'Connection lost, reconnecting'}
        {isWaiting && (
          <>
            Connection lost, reconnecting<span aria-hidden="true"> in {seconds} s</span>
          </>
        )}
      </p>
      {isWaiting && (
        <button type="button" class="button button-small" onClick={() => client.reconnect()}>
          Reconnect now
        </button>
      )}
    </div>
  );
}
