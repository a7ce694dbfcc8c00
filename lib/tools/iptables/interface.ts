/** Names of interfaces on the command line. Userspace: xtables_parse_interface, libxtables/xtables.c. */
import { parameterProblem } from './program';

/** Linux: IFNAMSIZ, less the zero at its end. */
const LONGEST = 15;

/** An interface's name. */
export function parseInterface(name: string, warn: (text: string) => void): string {
  if (name.length > LONGEST) {
    throw parameterProblem(`interface name \`${name}' must be shorter than IFNAMSIZ (${LONGEST})`);
  }
  if (/[/ ]/.test(name)) {
    warn(`Warning: weird character in interface \`${name}' ('/' and ' ' are not allowed by the kernel).\n`);
  }
  return name;
}
