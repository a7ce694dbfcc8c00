/** Reads commands. Userspace: src/parser_bison.y. */
import type { ChainSpec, Command, CommandContent, NameReference, TableReference, Verb } from '../command';
import { NftError, notModelled } from '../source';
import { isReserved } from './lexer';
import { parseChainBlock, parseComment, skipStatement } from './parseChain';
import { type Include, parseDefinition } from './parseDefinition';
import { parseDelete, parseFlush } from './parseDelete';
import { parseListTarget, parseResetTarget } from './parseList';
import { parseObject, parseObjectKind, refuseOthers } from './parseObject';
import { parseFamilyWord, parseName, parseNameIn, parseTable } from './parseReference';
import { parseReplace, parseRuleCommand } from './parseRuleCommand';
import { parseSetBlock } from './parseSetBlock';
import { parseSet } from './parseValue';
import type { Tokens } from './tokens';

const NO_CHAIN: ChainSpec = { hook: undefined, policy: undefined, comment: undefined, rules: [] };
/** nft reads no further after so many. Userspace: parser_max_errors. */
export const MOST_ERRORS = 10;

/** Ends the reading. */
class TooManyErrors extends Error {}

/** Words that begin what is added; `add` itself may be left out. */
const ADDED = ['table', 'chain', 'rule', 'set', 'map', 'element', 'flowtable', 'counter', 'quota', 'limit', 'ct'];
const SEPARATED = 'end of file or newline or semicolon';

export class CommandParser {
  readonly errors: NftError[] = [];
  readonly #tokens: Tokens;
  readonly #include: Include;

  constructor(tokens: Tokens, include: Include) {
    this.#tokens = tokens;
    this.#include = include;
  }

  /** All commands that were understood; what was not is in `errors`. */
  parse(): readonly Command[] {
    const commands: Command[] = [];
    try {
      this.#parseAll(commands);
    } catch (error) {
      if (!(error instanceof TooManyErrors)) throw error;
    }
    return commands;
  }

  #parseAll(commands: Command[]): void {
    const tokens = this.#tokens;
    for (;;) {
      tokens.separators();
      if (tokens.isAtEnd) return;
      try {
        if (parseDefinition(tokens, this.#include)) continue;
        const first = tokens.here;
        const content = this.#command();
        if (!tokens.isAtSeparator) throw tokens.unexpected(SEPARATED);
        // The end of the line is a part of it.
        const at = tokens.since(first);
        commands.push({ ...content, at: tokens.peek().kind === 'newline' ? { ...at, to: at.to + 1 } : at } as Command);
      } catch (error) {
        this.#report(error);
        while (tokens.peek().kind !== 'newline' && !tokens.isAtEnd) tokens.next();
        // The end comes once.
        if (tokens.isAtEnd) return;
      }
    }
  }

  #report(error: unknown): void {
    if (!(error instanceof NftError)) throw error;
    this.#note(error);
  }

  #note(error: NftError): void {
    this.errors.push(error);
    if (this.errors.length >= MOST_ERRORS) throw new TooManyErrors();
  }

  #command(): CommandContent {
    const tokens = this.#tokens;
    const { text, kind } = tokens.peek();
    if (kind === 'word') {
      switch (text) {
        case 'add':
        case 'create':
        case 'insert':
        case 'replace':
          tokens.next();
          return this.#add(text);
        case 'delete':
        case 'destroy':
          tokens.next();
          return parseDelete(tokens, text);
        case 'get':
          tokens.next();
          tokens.expect('element', 'element');
          return { kind: 'elements', verb: 'get', reference: parseNameIn(tokens), elements: parseSet(tokens) };
        case 'flush':
          tokens.next();
          return parseFlush(tokens);
        case 'rename':
          tokens.next();
          tokens.expect('chain', 'chain');
          return { kind: 'rename', reference: parseNameIn(tokens), newName: parseName(tokens).text };
        case 'list':
          tokens.next();
          return { kind: 'list', target: parseListTarget(tokens) };
        case 'reset':
          tokens.next();
          return { kind: 'reset', target: parseResetTarget(tokens) };
        case 'monitor':
          tokens.next();
          return { kind: 'monitor', what: tokens.isAtSeparator ? '' : tokens.name().text };
        case 'describe':
        case 'export':
        case 'import':
          throw notModelled(text, tokens.here);
      }
    }
    if (kind !== 'word' || (isReserved(text) && !ADDED.includes(text) && parseFamilyWord(text) === undefined))
      throw tokens.unexpected();
    return this.#add('add');
  }

  /** Without a word for what is added it is a rule. */
  #add(verb: Verb): CommandContent {
    const tokens = this.#tokens;
    if (verb === 'replace') return parseReplace(tokens);
    if (tokens.accept('table')) return this.#table(verb);
    if (tokens.accept('chain')) return this.#chain(verb, parseNameIn(tokens));
    if (tokens.is('set') || tokens.is('map')) {
      const isMap = tokens.next().text === 'map';
      return {
        kind: 'set',
        verb,
        reference: parseNameIn(tokens),
        isMap,
        spec: parseSetBlock(tokens, isMap, (error) => this.#note(error)),
      };
    }
    if (tokens.accept('element')) {
      const reference = parseNameIn(tokens);
      return { kind: 'elements', verb, reference, elements: tokens.is('$') ? tokens.variable() : parseSet(tokens) };
    }
    const object = parseObjectKind(tokens);
    if (object !== undefined)
      return { kind: 'object', verb, reference: parseNameIn(tokens), spec: parseObject(tokens, object) };
    refuseOthers(tokens);
    tokens.accept('rule');
    return parseRuleCommand(tokens, verb === 'insert' ? 'insert' : 'add');
  }

  #table(verb: Verb): CommandContent {
    const tokens = this.#tokens;
    const reference = parseTable(tokens);
    const content = { kind: 'table', verb, reference } as const;
    if (!tokens.accept('{')) return { ...content, dormant: undefined, comment: undefined, block: [] };
    return { ...content, ...this.#tableBlock(reference) };
  }

  #tableBlock(reference: TableReference) {
    const tokens = this.#tokens;
    const block: Command[] = [];
    let dormant: boolean | undefined;
    let comment: string | undefined;
    tokens.openScope();
    for (;;) {
      tokens.separators();
      if (tokens.accept('}')) break;
      if (tokens.peek().kind === 'end') throw tokens.unexpected();
      try {
        if (parseDefinition(tokens, this.#include)) continue;
        const first = tokens.here;
        if (tokens.accept('flags')) {
          if (!tokens.accept('dormant')) throw tokens.unexpected('dormant');
          dormant = true;
        } else if (tokens.is('comment')) comment = parseComment(tokens);
        else block.push({ ...this.#member(reference), at: tokens.since(first) } as Command);
        if (!tokens.isAtSeparator && !tokens.is('}')) throw tokens.unexpected('newline or semicolon');
      } catch (error) {
        this.#report(error);
        skipStatement(tokens);
        if (tokens.isAtEnd) break;
      }
    }
    tokens.closeScope();
    return { dormant, comment, block };
  }

  /** What stands in a table's block. */
  #member(table: TableReference): CommandContent {
    const tokens = this.#tokens;
    const { kind } = tokens.peek();
    if (kind !== 'word') throw tokens.unexpected();
    const reference = (): NameReference => {
      const { text, at } = parseName(tokens);
      return { ...table, name: text, nameAt: at };
    };
    if (tokens.accept('chain')) return this.#chain('add', reference());
    if (tokens.is('set') || tokens.is('map')) {
      const isMap = tokens.next().text === 'map';
      return {
        kind: 'set',
        verb: 'add',
        reference: reference(),
        isMap,
        spec: parseSetBlock(tokens, isMap, (error) => this.#note(error)),
      };
    }
    const object = parseObjectKind(tokens);
    if (object !== undefined)
      return { kind: 'object', verb: 'add', reference: reference(), spec: parseObject(tokens, object) };
    refuseOthers(tokens);
    throw tokens.unexpected();
  }

  #chain(verb: Verb, reference: NameReference): CommandContent {
    const tokens = this.#tokens;
    if (!tokens.accept('{')) return { kind: 'chain', verb, reference, spec: NO_CHAIN };
    tokens.openScope();
    const spec = parseChainBlock(
      tokens,
      reference.family,
      () => parseDefinition(tokens, this.#include),
      (error) => this.#note(error),
    );
    tokens.closeScope();
    tokens.expect('}');
    return { kind: 'chain', verb, reference, spec };
  }
}
