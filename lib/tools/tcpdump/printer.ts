/** The lines of a capture: number, time, packet, bytes. tcpdump: print_packet, ts_print. */
import type { Process } from '../../machine';
import { clockTime, padToTwo } from '../common/calendar';
import { localDate, timeZone } from '../common/timeZone';
import { type Captured, capturedBytes, ETHERNET_LENGTH } from './captured';
import type { Options } from './options';
import { characters, hexadecimalLines } from './print/dump';
import type { Look } from './print/look';
import { packetText } from './print/packet';

const SECOND = 1_000_000;

/** Prints one packet after another. */
export class Printer {
  readonly #process: Process;
  readonly #options: Options;
  readonly #look: Look;
  #number = 0;
  #first: number | undefined;
  #last: number | undefined;

  constructor(process: Process, options: Options, look: Look) {
    this.#process = process;
    this.#options = options;
    this.#look = look;
  }

  /** A packet's lines. */
  print(packet: Captured): string {
    // What it may have to be begun anew for comes first.
    const text = packetText(packet, this.#look);
    this.#number += 1;
    const number = this.#options.letters.has('#') ? `${String(this.#number).padStart(5)}  ` : '';
    return `${number}${this.#time(packet.at)}${text}${this.#dump(packet)}\n`;
  }

  /** By how often -t was given: the time of day, none, seconds since 1970, since the last packet, date and time, since the first. */
  #time(at: number): string {
    this.#first ??= at;
    const last = this.#last ?? at;
    this.#last = at;
    const fraction = String(at % SECOND).padStart(6, '0');
    switch (this.#options.times.t) {
      case 0:
        return `${clockTime(this.#date(at))}.${fraction} `;
      case 1:
        return '';
      case 2:
        return `${Math.floor(at / SECOND)}.${fraction} `;
      case 3:
        return ` ${duration(at - last)} `;
      case 4: {
        const date = this.#date(at);
        const day = `${date.getUTCFullYear()}-${padToTwo(date.getUTCMonth() + 1)}-${padToTwo(date.getUTCDate())}`;
        return `${day} ${clockTime(date)}.${fraction} `;
      }
      default:
        return ` ${duration(at - this.#first)} `;
    }
  }

  #date(at: number): Date {
    return localDate(Math.floor(at / 1000), timeZone(this.#process.environment.TZ));
  }

  #dump(packet: Captured): string {
    const { times, letters } = this.#options;
    const doubled = times.x > 1 || times.X > 1;
    const bytes = doubled ? capturedBytes(packet) : packet.frame.subarray(ETHERNET_LENGTH);
    if (times.X > 0) return hexadecimalLines(bytes, true);
    if (times.x > 0) return hexadecimalLines(bytes, letters.has('A'));
    return letters.has('A') ? characters(bytes) : '';
  }
}

/** `00:00:01.000029` */
function duration(microseconds: number): string {
  const seconds = Math.floor(microseconds / SECOND);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${[hours, minutes, seconds % 60].map(padToTwo).join(':')}.${String(microseconds % SECOND).padStart(6, '0')}`;
}
