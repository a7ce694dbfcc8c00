/** What `dd` says of what it has copied. coreutils: src/dd.c (print_xfer_stats), gnulib: human.c; busybox: coreutils/dd.c (dd_output_status). */
import type { DdStatus } from './options';

interface Copied {
  readonly read: { readonly full: number; readonly partial: number };
  readonly written: { readonly full: number; readonly partial: number };
  readonly bytes: number;
  readonly microseconds: number;
}

export function sayCopied(
  { read, written, bytes, microseconds }: Copied,
  status: DdStatus,
  isBusybox: boolean,
): string {
  if (status === 'none') return '';
  const records = `${read.full}+${read.partial} records in\n${written.full}+${written.partial} records out\n`;
  if (status === 'noxfer') return records;
  const seconds = Math.max(1, microseconds) / 1e6;
  const rate = bytes / seconds;
  if (isBusybox)
    return `${records}${bytes} bytes (${binary(bytes)}) copied, ${seconds.toFixed(6)} seconds, ${binary(rate)}/s\n`;
  const amount = bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const units = bytes < 1000 ? [] : [decimal(bytes), ...(bytes < 1024 ? [`${bytes} B`] : [iec(bytes)])];
  const shown = units.length === 0 ? '' : ` (${units.join(', ')})`;
  return `${records}${amount}${shown} copied, ${general(seconds)} s, ${perSecond(rate)}/s\n`;
}

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB'];
const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function scaled(value: number, base: number): readonly [number, number] {
  let [amount, power] = [value, 0];
  while (amount >= base && power < DECIMAL.length - 1) {
    amount /= base;
    power += 1;
  }
  return [amount, power];
}

function decimal(bytes: number): string {
  const [amount, power] = scaled(bytes, 1000);
  return `${amount < 9.95 ? amount.toFixed(1) : amount.toFixed(0)} ${DECIMAL[power]}`;
}

function iec(bytes: number): string {
  const [amount, power] = scaled(bytes, 1024);
  return `${amount < 9.95 ? amount.toFixed(1) : amount.toFixed(0)} ${IEC[power]}`;
}

function perSecond(rate: number): string {
  if (rate < 1000) return `${(rate / 1000).toFixed(1)} kB`;
  const [amount, power] = scaled(rate, 1000);
  return `${amount < 99.95 ? amount.toFixed(1) : amount.toFixed(0)} ${DECIMAL[power]}`;
}

/** busybox: one digit behind the point, and letters alone. */
function binary(value: number): string {
  const [amount, power] = scaled(value, 1024);
  return `${amount.toFixed(1)}${['B', 'KB', 'MB', 'GB', 'TB'][power]}`;
}

/** As %g of printf(3). */
function general(seconds: number): string {
  const text = Number(seconds.toPrecision(6));
  return text < 1e-4 ? text.toExponential().replace(/e-(\d)$/, 'e-0$1') : String(text);
}
