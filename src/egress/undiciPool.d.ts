// The pool of undici without the rest of the package (fetch, WebSocket, caches), which has ten times its size.
declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici';
}
