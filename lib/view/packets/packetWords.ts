/** What a reader calls a captured packet: `SYN 60`, `PSH-ACK 133 · GET / · 81 B`, `who-has 172.17.0.2`. */
import type { CapturedPacket } from '../../lab/observe/packets';
import { formatCount } from '../figure/textTable';

const FLAG_NAMES: Readonly<Record<string, string>> = { F: 'FIN', S: 'SYN', R: 'RST', P: 'PSH', U: 'URG', '.': 'ACK' };

/** `address:port`, or the address alone. */
export function sourceOf({ source, sourcePort }: CapturedPacket): string {
  return sourcePort === undefined ? source : `${source}:${sourcePort}`;
}
/** `address:port`, or the address alone. */
export function destinationOf({ destination, destinationPort }: CapturedPacket): string {
  return destinationPort === undefined ? destination : `${destination}:${destinationPort}`;
}

/** `S.` as `SYN-ACK`. */
export function flagWords(flags: string): string {
  return [...flags].map((flag) => FLAG_NAMES[flag] ?? flag).join('-');
}

/** `GET / HTTP/1.1` as `GET /`, `HTTP/1.1 200 OK` as `200 OK`. */
export function payloadKind(info: string): string {
  return info.replace(/^HTTP\/\S+ | HTTP\/\S+$/g, '');
}

/** The number behind the kind is the IP total length in bytes; `81 B` is the payload. */
export function packetWords({
  protocol,
  operation,
  source,
  destination,
  flags,
  length,
  payload = 0,
  info,
}: CapturedPacket): string {
  if (protocol === 'arp') return operation === 'is-at' ? `ARP: ${source} is here` : `ARP: who has ${destination}?`;
  const kind = flags === undefined ? protocol.toUpperCase() : flagWords(flags);
  const head = length === undefined ? kind : `${kind} ${formatCount(length)}`;
  return [
    head,
    ...(info === undefined ? [] : [payloadKind(info)]),
    ...(payload > 0 ? [`${formatCount(payload)} B`] : []),
  ].join(' · ');
}

/** A time in ms as `0.05 ms`, `12.3 ms`, `1.00 s`, `127.0 s`. */
export function formatTime(ms: number): string {
  const digits = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
  return Math.abs(ms) < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
}
