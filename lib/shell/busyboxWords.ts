/** What coreutils' complaints, which the interpreter makes, are in busybox. busybox 1.35: libbb/wfopen.c, coreutils/*.c. */

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^cat: (?!can't)(.*): ([A-Z][a-z ]+)$/gm, "cat: can't open '$1': $2"],
  [/^touch: cannot touch '(.*)': (.*)$/gm, 'touch: $1: $2'],
  [/^mkdir: cannot create directory '(.*)': (.*)$/gm, "mkdir: can't create directory '$1': $2"],
  [/^rm: cannot remove '(.*)': (.*)$/gm, "rm: can't remove '$1': $2"],
  [/^rmdir: failed to remove '(.*)': (.*)$/gm, "rmdir: '$1': $2"],
  [/^mv: cannot (?:move|stat) '(.*)': (.*)$/gm, "mv: can't rename '$1': $2"],
  [/^cp: cannot stat '(.*)': (.*)$/gm, "cp: can't stat '$1': $2"],
  [/^chmod: cannot access '(.*)': (.*)$/gm, 'chmod: $1: $2'],
];

/** Complaints in a container's words. */
export function inBusybox(said: string): string {
  return WORDS.reduce((text, [pattern, words]) => text.replace(pattern, words), said);
}
