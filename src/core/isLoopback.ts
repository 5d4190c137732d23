// Loopback: whether a host, with or without a port, is this machine and no other.
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)(:\d+)?$/i.test(host);
