/** The commands that run beside a command: those of its pipeline, which bash starts at the same time. */
import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, WordNode } from 'just-bash';

type WordPart = WordNode['parts'][number];

/**
 * The other commands of the first pipeline of a script that holds this very command, each as the words that `ps` shows.
 * Only simple commands are seen, and of words that the running shell would expand no more than what is written out.
 */
export function findCompanions(script: ScriptNode, argv: readonly string[]): readonly (readonly string[])[] {
  for (const { pipelines } of script.statements) {
    for (const pipeline of pipelines) {
      const commands = wordsOf(pipeline);
      const own = commands.findIndex((words) => words.join('\0') === argv.join('\0'));
      if (own >= 0) return commands.filter((words, index) => index !== own && words.length > 0);
    }
  }
  return [];
}

function wordsOf({ commands }: PipelineNode): readonly (readonly string[])[] {
  return commands
    .filter((command): command is SimpleCommandNode => isSimple(command))
    .map(({ name, args }) => (name === null ? args : [name, ...args]).map(({ parts }) => parts.map(textOf).join('')));
}

function isSimple(command: CommandNode): boolean {
  return command.type === 'SimpleCommand';
}

function textOf(part: WordPart): string {
  if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'Escaped') return part.value;
  if (part.type === 'Glob') return part.pattern;
  return part.type === 'DoubleQuoted' ? part.parts.map(textOf).join('') : '';
}
