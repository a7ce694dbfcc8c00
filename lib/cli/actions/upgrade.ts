/** A session on two engines of the simulated host, and what differs. */
import { type UpgradeReportOptions, upgradeHtml, upgradeText } from '../../compare';
import { isAlike, type UpgradeOptions, upgrade } from '../../lab';
import { readSessionFile } from './sessionFile';

/** Options of `chainwalk upgrade`. */
export interface UpgradeCommandOptions extends UpgradeOptions, UpgradeReportOptions {
  readonly format: 'text' | 'json' | 'html';
}

/** The exit code is 0 if no request and no command ends in another way, else 1. Throws a `UsageError`. */
export async function compareEngines(
  file: string,
  { format, each = false, from, to, backend, pause, seed }: UpgradeCommandOptions,
  print: (text: string) => void,
): Promise<number> {
  const { name, commands } = await readSessionFile(file);
  const options = {
    from,
    to,
    ...(backend !== undefined && { backend }),
    ...(pause !== undefined && { pause }),
    ...(seed !== undefined && { seed }),
  };
  const compared = await upgrade(commands, options);
  if (format === 'html') print(upgradeHtml(name, compared, { each }));
  else if (format === 'text') print(upgradeText(compared, { each }));
  else {
    const { steps, ...rest } = compared;
    print(`${JSON.stringify({ session: name, ...rest, ...(each && { steps }) }, undefined, 1)}\n`);
  }
  return isAlike(compared) ? 0 : 1;
}
