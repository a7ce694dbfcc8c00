/** What is forgotten about a match or a target is named by the compiler. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ALL_HOOKS, definitionOfMatch, type Match, matchesEveryPacket, prepareMatch } from '../../lib/netfilter';

const LIB = resolve(__dirname, '../../lib');
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  lib: ['lib.es2022.d.ts'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
};

/** Every match, every target, and what the tool knows of each. */
const REGISTRIES = [
  ['netfilter/matches/index.ts', 'comment', '  comment: COMMENT_MATCH,\n'],
  ['netfilter/targets/index.ts', 'DSCP', '  DSCP: DSCP_TARGET,\n'],
  ['tools/iptables/extensions/index.ts', 'comment', '  comment,\n'],
  ['tools/iptables/extensions/index.ts', 'DSCP', '  DSCP,\n'],
] as const;

const MAC = 'netfilter/matches/mac.ts';

describe('what is forgotten about an extension is named by the compiler', { timeout: 60_000 }, () => {
  test.each([...new Set(REGISTRIES.map(([path]) => path)), MAC])('%s compiles as it is', (path) => {
    expect(diagnose(path, sourceOf(path))).toEqual([]);
  });

  test.each(REGISTRIES)('%s does not compile without %s', (path, kind, line) => {
    expect(diagnose(path, without(sourceOf(path), line))).toContainEqual(
      expect.stringContaining(`Property '${kind}' is missing`),
    );
  });

  test('nor with the descriptor of another kind', () => {
    const [path] = REGISTRIES[0];
    const text = sourceOf(path).replace('comment: COMMENT_MATCH', 'comment: MAC_MATCH');
    expect(diagnose(path, text)).toContainEqual(
      expect.stringContaining("'MatchDefinition<MacMatch>' is not assignable to type 'MatchDefinition<CommentMatch>'"),
    );
  });

  test.each(['table', 'hooks', 'protocol', 'needsConntrack', 'remembersPackets'])(
    'a match does not compile if it says nothing of %s',
    (fact) => {
      const [line = ''] = new RegExp(`^  ${fact}: .*\\n`, 'm').exec(sourceOf(MAC)) ?? [];
      expect(diagnose(MAC, without(sourceOf(MAC), line))).toEqual([
        expect.stringContaining(`Property '${fact}' is missing`),
      ]);
    },
  );

  test('nor if it prepares nothing', () => {
    const text = sourceOf(MAC).replace(/^ {2}prepare\([\s\S]*?^ {2}\},\n/m, '');
    expect(diagnose(MAC, text)).toEqual([expect.stringContaining("Property 'prepare' is missing")]);
  });

  test('nor if it answers nothing', () => {
    const text = sourceOf(MAC).replace(/return \(skb\) =>.*;/, 'return undefined;');
    expect(diagnose(MAC, text)).toEqual([
      expect.stringContaining("'undefined' is not assignable to type 'MatchFunction'"),
    ]);
  });
});

test('a comment matches every packet, and says so', () => {
  const comment: Match = { kind: 'comment', comment: 'for the reader' };
  expect(prepareMatch(comment)).toBe(matchesEveryPacket);
  expect(definitionOfMatch(comment)).toMatchObject({ table: 'any', hooks: ALL_HOOKS, protocol: 'any' });
});

function sourceOf(path: string): string {
  return readFileSync(join(LIB, path), 'utf8');
}

/** A text without a line of it. */
function without(text: string, line: string): string {
  if (line === '' || !text.includes(line)) throw new RangeError(`there is no line ${line}`);
  return text.replace(line, '');
}

/** The files as they are. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of a file of lib with this text. */
function diagnose(path: string, text: string): readonly string[] {
  const changed = join(LIB, path);
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile } = host;
  host.getSourceFile = (name, target) => {
    if (name === changed) return ts.createSourceFile(name, text, target);
    // The other files are the same each time.
    if (!parsed.has(name)) parsed.set(name, getSourceFile.call(host, name, target));
    return parsed.get(name);
  };
  const program = ts.createProgram([changed], OPTIONS, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(changed))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
