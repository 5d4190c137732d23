// Whether nobody in the network can read or change what is exchanged with a URL: it uses TLS, or stays on this machine.
export const isSecureUrl = (text: string): boolean =>
  URL.canParse(text) && /^https:|^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i.test(text);
