/** An answer of several commands, taken apart. */

const QUOTED_OR_END = /('[^']*'|"(?:\\.|[^"\\])*"|\\.)|;|&&|\|\||\n/gs;
const END = '\0';

/** The commands of a text: what stands between `;`, `&&`, `||` and line ends that are not in quotes. */
export function splitCommands(text: string): readonly string[] {
  return text
    .replace(QUOTED_OR_END, (_, quoted: string | undefined) => quoted ?? END)
    .split(END)
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

/** What to say to more commands than a task allows; undefined if there are not. */
export function tooManyCommands(commands: readonly string[], most: number): string | undefined {
  if (commands.length <= most) return undefined;
  return `The task asks for ${most === 1 ? 'one command' : `${most} commands`}, and these are ${commands.length}.`;
}
