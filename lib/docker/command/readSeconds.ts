/** `-t SECONDS` of the commands that stop containers. */
import { type Flags, type FlagTable, mistake } from './flags';

/** The seconds of a flag; `undefined` if it is not given. Throws a `CliError` for what is no number. */
export function readSeconds(flags: Flags, table: FlagTable, flag: 'time' | 'timeout'): number | undefined {
  const text = flags.value(flag);
  if (text === undefined) return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw mistake(
    table,
    `invalid argument "${text}" for "-t, --${flag}" flag: strconv.ParseInt: parsing "${text}": invalid syntax`,
  );
}
