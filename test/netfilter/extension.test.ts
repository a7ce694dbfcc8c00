/** What is forgotten about a match or a target is named by the compiler, or refused by the kernel's checks. */
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ALL_HOOKS, definitionOfMatch, type Match, matchesEveryPacket, prepareMatch } from '../../lib/netfilter';

const FIXTURE = resolve(__dirname, '../../lib/netfilter/matches/fixture.ts');
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  lib: ['lib.es2022.d.ts'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
};

/** A registry of two matches as matches/index.ts keeps its own. */
const REGISTRY = `
import { type MatchDefinition, matchesEveryPacket } from '../extension';
import { ALL_HOOKS } from '../hookName';
interface OddMatch { readonly kind: 'odd'; readonly bits: number }
interface EvenMatch { readonly kind: 'even' }
type Match = OddMatch | EvenMatch;
const ODD_MATCH: MatchDefinition<OddMatch> = {
  kind: 'odd',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare: ({ bits }) => ({ packet }) => (packet.totalLength & bits) !== 0,
};
const EVEN_MATCH: MatchDefinition<EvenMatch> = {
  kind: 'even',
  table: 'mangle',
  hooks: ALL_HOOKS,
  protocol: 6,
  needsConntrack: () => true,
  remembersPackets: () => true,
  prepare: () => matchesEveryPacket,
};
export const MATCHES = {
  odd: ODD_MATCH,
  even: EVEN_MATCH,
} satisfies { readonly [Kind in Match['kind']]: MatchDefinition<Extract<Match, { readonly kind: Kind }>> };
`;

describe('a registry of matches', { timeout: 60_000 }, () => {
  test('compiles when nothing is missing', () => {
    expect(diagnose(REGISTRY)).toEqual([]);
  });

  test('does not compile without an entry, which is named', () => {
    expect(diagnose(REGISTRY.replace('  even: EVEN_MATCH,\n', ''))).toEqual([
      expect.stringContaining("Property 'even' is missing"),
    ]);
  });

  test('does not compile with the descriptor of another kind', () => {
    expect(diagnose(REGISTRY.replace('even: EVEN_MATCH', 'even: ODD_MATCH'))).toEqual([
      expect.stringContaining("'MatchDefinition<OddMatch>' is not assignable to type 'MatchDefinition<EvenMatch>'"),
    ]);
  });

  test.each(['table', 'hooks', 'protocol', 'needsConntrack', 'remembersPackets', 'prepare'])(
    'does not compile if a descriptor says nothing of %s',
    (fact) => {
      const without = REGISTRY.replace(new RegExp(`^  ${fact}: .*\\n`, 'm'), '');
      expect(diagnose(without)).toEqual([expect.stringContaining(`Property '${fact}' is missing`)]);
    },
  );

  test('does not compile if a match answers nothing', () => {
    const silent = REGISTRY.replace('() => matchesEveryPacket', '() => undefined');
    expect(diagnose(silent)).toEqual([
      expect.stringContaining("'undefined' is not assignable to type 'MatchFunction'"),
    ]);
  });
});

test('a comment matches every packet, and says so', () => {
  const comment: Match = { kind: 'comment', comment: 'for the reader' };
  expect(prepareMatch(comment)).toBe(matchesEveryPacket);
  expect(definitionOfMatch(comment)).toMatchObject({ table: 'any', hooks: ALL_HOOKS, protocol: 'any' });
});

/** The files that the fixture leads to. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of a file that stands among the matches. */
function diagnose(text: string): readonly string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === FIXTURE || fileExists.call(host, path);
  host.getSourceFile = (path, target) => {
    if (path === FIXTURE) return ts.createSourceFile(path, text, target);
    // The other files are the same each time.
    if (!parsed.has(path)) parsed.set(path, getSourceFile.call(host, path, target));
    return parsed.get(path);
  };
  const program = ts.createProgram([FIXTURE], OPTIONS, host);
  const file = program.getSourceFile(FIXTURE);
  return program
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
