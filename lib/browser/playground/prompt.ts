/** What stands before the cursor, and where a line that is typed there runs. */
import type { PromptText } from './lineEditor';
import type { Typed } from './protocol';

/** `PLACE# COMMAND` of one of `places`, or `@PLACE COMMAND`; undefined for a line that runs where it is typed. */
export function typedElsewhere(text: string, places: readonly string[]): Typed | undefined {
  const [, at, atCommand = ''] = /^\s*@(\S+)\s+([\s\S]+)$/.exec(text) ?? [];
  if (at !== undefined) return { place: at, command: atCommand };
  const [, place, command = ''] = /^\s*([\w.-]+)[#$] ([\s\S]+)$/.exec(text) ?? [];
  return place !== undefined && places.includes(place) ? { place, command } : undefined;
}

/** Whether no parser is needed to see that nothing of a command is missing: so with most of them. */
export function isSurelyWhole(command: string): boolean {
  return /^[^'"\\(){}<`\n]*$/.test(command) && !/\b(if|for|while|until|case|do|then)\b|[|&]\s*$/.test(command);
}

/** The character behind a place's name. */
export function mark(place: string): string {
  return place === 'client' ? '$' : '#';
}

/** The host's prompt green, the client's blue, a container's violet. */
export function promptOf(place: string): PromptText {
  const colour = place === 'host' ? 32 : place === 'client' ? 34 : 35;
  const plain = `${place}${mark(place)} `;
  return { plain, coloured: `\x1b[1;${colour}m${plain.trimEnd()}\x1b[0m ` };
}
