/** What the real machines need, and what of it is there. */
import { examine } from '../../real/doctor';

const TRUST =
  'A session runs as root on the real machines: what it does by mistake stays in them, but they hold nobody who wants to get out. Run no session that you do not trust.';

/** A line for each thing that is needed, and what to do about what is missing; the exit code is 0 if all is there. */
export function examineMachines(print: (text: string) => void): number {
  const findings = examine();
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, ok, detail } of findings)
    print(`${ok ? 'ok     ' : 'MISSING'} ${name.padEnd(width)}  ${detail}\n`);
  print(`\n${TRUST}\n`);
  const missing = findings.filter(({ ok }) => !ok);
  if (missing.length === 0) return 0;
  const packages = [...new Set(missing.flatMap((finding) => finding.package ?? []))];
  print('\n`chainwalk kernel build` (root, Debian) fetches and builds what is missing, and installs nothing.\n');
  if (packages.length > 0) print(`Debian packages: ${packages.join(' ')}\n`);
  return 1;
}
