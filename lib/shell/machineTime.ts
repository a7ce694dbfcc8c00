/** The clock, chance and time zone that the interpreter finds in place of the computer's: those of a machine. */
import type { Machine } from '../machine';
import type { Random } from '../network';

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

/** `Math` with random numbers that follow from the machine's seed. */
export function mathOf(machine: Machine): typeof Math {
  return Object.create(Math, { random: { value: () => chanceOf(machine).below(ALL) / ALL } });
}

/** One of each machine's own: chance in shells, and what the interpreter itself draws, moves no port and no identifier. */
const chances = new WeakMap<Machine, Random>();

function chanceOf(machine: Machine): Random {
  const chance = chances.get(machine) ?? machine.random.fork();
  chances.set(machine, chance);
  return chance;
}

/** What bash computes by the clock and from the kernel's chance. */
export function variableOf(machine: Machine, name: 'EPOCHSECONDS' | 'EPOCHREALTIME' | 'SRANDOM'): string {
  if (name === 'SRANDOM') return String(chanceOf(machine).below(ALL));
  const milliseconds = machine.date().getTime();
  const seconds = Math.floor(milliseconds / 1000);
  if (name === 'EPOCHSECONDS') return String(seconds);
  const microseconds = (milliseconds % 1000) * 1000 + (machine.clock.now % 1000);
  return `${seconds}.${String(microseconds).padStart(6, '0')}`;
}

/** `Intl` whose dates are in UTC unless a zone is named. */
export function intlInUtc(): typeof Intl {
  class DateTimeFormat extends Intl.DateTimeFormat {
    constructor(locales?: string | string[], options?: Intl.DateTimeFormatOptions) {
      super(locales ?? 'en-US', { ...options, timeZone: options?.timeZone ?? 'UTC' });
    }
  }
  return Object.create(Intl, { DateTimeFormat: { value: DateTimeFormat } });
}
