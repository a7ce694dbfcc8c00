/** Netcat: what is typed goes over a connection, and what comes is printed. */
export { busyboxNc } from './busybox';
export { nc } from './openbsd';
