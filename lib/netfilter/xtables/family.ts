/** Whose packets the rules of a table are about. */
export type Family = 'ipv4' | 'ipv6';
