/** What `-h` prints: in our own words, so that it says what the simulation takes. Not modelled: the help of extensions (`-m tcp -h`). */
import { modelledMatches, modelledTargets } from './extensions';
import { LONG_OPTIONS } from './options';
import type { Program } from './program';

/** The commands, options and extensions that are understood. */
export function helpText(program: Program): string {
  const { name, banner } = program;
  const letters = [...new Set(LONG_OPTIONS.map(({ id }) => id))];
  const spellings = letters.map((letter) => {
    const long = LONG_OPTIONS.filter(({ id }) => id === letter).map((option) => `--${option.name}`);
    return `  ${letter === '0' ? '  ' : `-${letter}`} ${long.join(', ')}`;
  });
  return `${banner}

Usage: ${name} -A|-C|-D chain rule
       ${name} -I chain [number] rule
       ${name} -R chain number rule
       ${name} -D chain number
       ${name} -L|-S|-Z [chain [number]]
       ${name} -F|-X [chain]
       ${name} -N chain
       ${name} -E chain name
       ${name} -P chain policy

${spellings.join('\n')}

Matches: ${modelledMatches(program.family).join(', ')}
Targets: ${modelledTargets(program.family).join(', ')}
`;
}
