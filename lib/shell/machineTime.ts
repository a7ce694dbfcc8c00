/** The clock, chance and time zone that the interpreter finds in place of the computer's: those of a machine. */
import type { Machine } from '../machine';
import { Random } from '../network';
import { formatOffset, localDate, type TimeZone, timeZone } from '../tools/common/timeZone';

const ALL = 2 ** 32;

/** A date whose local time is UTC, as on the machines. */
export class MachineDate extends Date {
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override getDay(): number {
    return this.getUTCDay();
  }
  override getHours(): number {
    return this.getUTCHours();
  }
  override getMinutes(): number {
    return this.getUTCMinutes();
  }
  override getSeconds(): number {
    return this.getUTCSeconds();
  }
  override setDate(day: number): number {
    return this.setUTCDate(day);
  }
  override getTimezoneOffset(): number {
    return 0;
  }
}

/** `Date` for what runs on a machine: now is the machine's now, and what names no time zone is meant in UTC. */
export function dateOf(machine: Machine): DateConstructor {
  class Local extends MachineDate {
    constructor(...given: readonly (number | string | Date)[]) {
      super(timeOf(machine, given));
    }
    static override now(): number {
      return machine.date().getTime();
    }
  }
  return Local as unknown as DateConstructor;
}

/** What `new Date(…)` with these arguments stands for, in ms since 1970. */
function timeOf(machine: Machine, [first, month, ...rest]: readonly (number | string | Date)[]): number {
  if (first === undefined) return machine.date().getTime();
  if (month !== undefined) {
    const [day = 1, ...clock] = rest.map(Number);
    return Date.UTC(Number(first), Number(month), day, ...clock);
  }
  if (typeof first !== 'string') return Number(first);
  const text = first.trim();
  const parsed = [`${text}${/\d:\d/.test(text) ? '' : ' 00:00'} UTC`, `${text}Z`, text].map((one) => Date.parse(one));
  return parsed.find((time) => !Number.isNaN(time)) ?? Number.NaN;
}

/** A number from 0 to 1, without 1, that follows from the machine's seed. */
export function randomOf(machine: Machine): number {
  return machine.chance.below(ALL) / ALL;
}

/**
 * `Math` for what the interpreter draws for itself, such as marks in patterns: more or less of it on one platform than on another
 * moves nothing that a script draws.
 */
export function ownMath(): typeof Math {
  const own = new Random(1);
  return Object.create(Math, { random: { value: () => own.below(ALL) / ALL } });
}

/** What bash computes by the clock and from the kernel's chance. */
export function variableOf(machine: Machine, name: 'EPOCHSECONDS' | 'EPOCHREALTIME' | 'SRANDOM'): string {
  if (name === 'SRANDOM') return String(machine.chance.below(ALL));
  const milliseconds = machine.date().getTime();
  const seconds = Math.floor(milliseconds / 1000);
  if (name === 'EPOCHSECONDS') return String(seconds);
  const microseconds = (milliseconds % 1000) * 1000 + (machine.clock.now % 1000);
  return `${seconds}.${String(microseconds).padStart(6, '0')}`;
}

/** `Intl` whose dates are in UTC unless TZ names a zone, and whose zones have the letters that Linux writes. */
export function intlInUtc(): typeof Intl {
  class DateTimeFormat extends Intl.DateTimeFormat {
    readonly #zone: TimeZone;
    readonly #name: Intl.DateTimeFormatOptions['timeZoneName'];

    constructor(locales?: string | string[], options?: Intl.DateTimeFormatOptions) {
      super(locales ?? 'en-US', { ...options, timeZone: 'UTC' });
      this.#zone = timeZone(options?.timeZone);
      this.#name = options?.timeZoneName;
    }

    override formatToParts(date: Date | number): Intl.DateTimeFormatPart[] {
      const time = Number(date);
      const offset = formatOffset(this.#zone.offsetAt(time)).replace(/..$/, ':$&');
      const value = this.#name === 'short' ? this.#zone.lettersAt(time) : `GMT${offset}`;
      const parts = super.formatToParts(localDate(time, this.#zone));
      return parts.map((part) => (part.type === 'timeZoneName' ? { ...part, value } : part));
    }
  }
  return Object.create(Intl, { DateTimeFormat: { value: DateTimeFormat } });
}
