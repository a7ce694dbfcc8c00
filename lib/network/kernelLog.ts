/** What a machine's kernel has to say, oldest first. Linux: the ring buffer of kernel/printk. */
import type { Microseconds } from './clock';

/** A line of the kernel log. */
export interface KernelLogRecord {
  /** When it was written. */
  readonly time: Microseconds;
  /** 0 to 7, as syslog has them (RFC 5424, section 6.2.1). */
  readonly level: number;
  readonly text: string;
}

/** How many records are kept; older ones make room. The kernel counts bytes. */
const CAPACITY = 4096;

/** The kernel log of one machine, as dmesg shows it. */
export class KernelLog {
  readonly #records: KernelLogRecord[] = [];

  get records(): readonly KernelLogRecord[] {
    return this.#records;
  }

  write(time: Microseconds, level: number, text: string): void {
    if (this.#records.length === CAPACITY) this.#records.shift();
    this.#records.push({ time, level, text });
  }

  clear(): void {
    this.#records.length = 0;
  }
}
