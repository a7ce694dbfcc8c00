/**
 * Ends a process whose standard input, a pipe from its parent, closes. It runs in a thread of its own, so that a busy main
 * thread cannot keep the process alive.
 */
import { Socket } from 'node:net';

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

new Socket({ fd: 0, readable: true, writable: false }).on('end', end).on('close', end).on('error', end).resume();
