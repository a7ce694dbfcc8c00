/** Reads commands. Userspace: src/parser_bison.y. */
import type { ObjectKind } from '../../netfilter/nf';
import type { ChainSpec, Command, ListTarget, NameReference, ObjectSpec, TableReference, Verb } from './command';
import { isReserved } from './lexer';
import { parseChainBlock, parseComment, skipStatement } from './parseChain';
import { parseFamily, parseFamilyWord, parseName, parseNameIn, parseTable } from './parseReference';
import { parseSetBlock } from './parseSetBlock';
import { parseLimit, parseQuota, parseRule } from './parseStatement';
import { parseCounters, parseRight, parseSet } from './parseValue';
import { NftError, notModelled, type Place, type Source } from './source';
import type { Tokens } from './tokens';

/** A command without its place. */
type Content = Command extends infer One ? (One extends Command ? Omit<One, 'at'> : never) : never;

/** Finds the text of an included file; throws an `NftError` if there is none. */
export type Include = (pattern: string, at: Place) => readonly Source[];

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
        if (this.#definition()) continue;
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

  /** `define`, `redefine`, `undefine` and `include`, which are no commands. */
  #definition(): boolean {
    const tokens = this.#tokens;
    const first = tokens.here;
    if (tokens.is('define') || tokens.is('redefine')) {
      const again = tokens.next().text === 'redefine';
      const { text } = tokens.name();
      tokens.expect('=', "'='");
      const value = tokens.is('{') ? parseSet(tokens) : parseRight(tokens);
      if (!again && tokens.isDefinedHere(text))
        throw new NftError(`redefinition of symbol '${text}'`, tokens.since(first), undefined, 'syntax');
      tokens.define(text, value);
      return true;
    }
    if (tokens.accept('undefine')) {
      const { text, at } = tokens.name();
      if (!tokens.undefine(text)) throw new NftError(`undefined symbol '${text}'`, at, undefined, 'syntax');
      return true;
    }
    if (tokens.is('include') && tokens.peek(1).kind === 'quoted') {
      tokens.next();
      const pattern = tokens.quoted();
      const at = tokens.since(first);
      const sources = this.#include(pattern, at);
      // The last is read first of all that is put on top.
      for (const source of [...sources].reverse()) tokens.include({ ...source, includedAt: at }, at);
      return true;
    }
    return false;
  }

  #command(): Content {
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
          return this.#delete(text);
        case 'get':
          tokens.next();
          tokens.expect('element', 'element');
          return { kind: 'elements', verb: 'get', reference: parseNameIn(tokens), elements: parseSet(tokens) };
        case 'flush':
          tokens.next();
          return this.#flush();
        case 'rename':
          tokens.next();
          tokens.expect('chain', 'chain');
          return { kind: 'rename', reference: parseNameIn(tokens), newName: parseName(tokens).text };
        case 'list':
          tokens.next();
          return { kind: 'list', target: this.#listTarget() };
        case 'reset':
          tokens.next();
          return { kind: 'reset', target: this.#resetTarget() };
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
  #add(verb: Verb): Content {
    const tokens = this.#tokens;
    if (verb === 'replace') return this.#replaceRule();
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
    const object = this.#objectKind();
    if (object !== undefined)
      return { kind: 'object', verb, reference: parseNameIn(tokens), spec: this.#object(object) };
    this.#refuseOthers();
    tokens.accept('rule');
    return this.#rule(verb === 'insert' ? 'insert' : 'add');
  }

  #refuseOthers(): void {
    const tokens = this.#tokens;
    const { text } = tokens.peek();
    const isOther =
      ['flowtable', 'secmark', 'synproxy'].includes(text) || (text === 'ct' && tokens.peek(1).kind === 'word');
    if (isOther) throw notModelled(text === 'ct' ? `ct ${tokens.peek(1).text}` : text, tokens.here);
  }

  #objectKind(): ObjectKind | undefined {
    const tokens = this.#tokens;
    const kind = (['counter', 'quota', 'limit'] as const).find((name) => tokens.is(name));
    if (kind !== undefined) tokens.next();
    return kind;
  }

  #table(verb: Verb): Content {
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
        if (this.#definition()) continue;
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
  #member(table: TableReference): Content {
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
    const object = this.#objectKind();
    if (object !== undefined)
      return { kind: 'object', verb: 'add', reference: reference(), spec: this.#object(object) };
    this.#refuseOthers();
    throw tokens.unexpected();
  }

  #chain(verb: Verb, reference: NameReference): Content {
    const tokens = this.#tokens;
    if (!tokens.accept('{')) return { kind: 'chain', verb, reference, spec: NO_CHAIN };
    tokens.openScope();
    const spec = parseChainBlock(
      tokens,
      reference.family,
      () => this.#definition(),
      (error) => this.#note(error),
    );
    tokens.closeScope();
    tokens.expect('}');
    return { kind: 'chain', verb, reference, spec };
  }

  #object(kind: ObjectKind): ObjectSpec {
    const tokens = this.#tokens;
    const spec = this.#emptyObject(kind);
    if (spec !== undefined && !tokens.is('{')) return spec;
    const isBlock = tokens.accept('{');
    let comment: string | undefined;
    let read = spec;
    for (;;) {
      if (isBlock) tokens.separators();
      if (isBlock ? tokens.accept('}') : tokens.isAtSeparator) break;
      if (tokens.is('comment')) comment = parseComment(tokens);
      else read = this.#objectFacts(kind);
    }
    if (read === undefined) throw tokens.unexpected();
    return { ...read, comment };
  }

  #emptyObject(kind: ObjectKind): ObjectSpec | undefined {
    return kind === 'counter' ? { kind, packets: 0n, bytes: 0n, comment: undefined } : undefined;
  }

  #objectFacts(kind: ObjectKind): ObjectSpec {
    const tokens = this.#tokens;
    switch (kind) {
      case 'counter':
        if (!tokens.is('packets')) throw tokens.unexpected();
        return { kind, ...parseCounters(tokens), comment: undefined };
      case 'quota':
        return { kind, ...parseQuota(tokens), comment: undefined };
      case 'limit':
        return { kind, limit: parseLimit(tokens), comment: undefined };
    }
  }

  #rule(verb: 'add' | 'insert'): Content {
    const tokens = this.#tokens;
    const reference = parseNameIn(tokens);
    const first = tokens.here;
    const word = (['position', 'handle', 'index'] as const).find(
      (name) => tokens.is(name) && tokens.peek(1).kind === 'number',
    );
    if (word !== undefined) tokens.next();
    const value = word === undefined ? undefined : tokens.number();
    const place =
      value === undefined
        ? undefined
        : { at: word === 'index' ? ('index' as const) : ('handle' as const), value, placeAt: tokens.since(first) };
    return { kind: 'rule', verb, reference, place, rule: parseRule(tokens) };
  }

  #replaceRule(): Content {
    const tokens = this.#tokens;
    tokens.expect('rule', 'rule');
    const reference = parseNameIn(tokens);
    tokens.expect('handle', 'handle');
    const placeAt = tokens.here;
    const place = { at: 'handle' as const, value: tokens.number(), placeAt };
    return { kind: 'rule', verb: 'replace', reference, place, rule: parseRule(tokens) };
  }

  #delete(verb: 'delete' | 'destroy'): Content {
    const tokens = this.#tokens;
    const ifExists = verb === 'destroy';
    if (tokens.accept('table')) return { kind: 'delete table', ifExists, reference: parseTable(tokens) };
    if (tokens.accept('rule')) {
      const reference = parseNameIn(tokens);
      tokens.expect('handle', 'handle');
      const handleAt = tokens.here;
      return { kind: 'delete rule', ifExists, reference, handle: tokens.number(), handleAt };
    }
    if (tokens.accept('element'))
      return { kind: 'elements', verb, reference: parseNameIn(tokens), elements: parseSet(tokens) };
    if (tokens.accept('chain')) return { kind: 'delete', what: 'chain', ifExists, reference: parseNameIn(tokens) };
    if (tokens.accept('set', 'map')) return { kind: 'delete', what: 'set', ifExists, reference: parseNameIn(tokens) };
    const object = this.#objectKind();
    if (object !== undefined) return { kind: 'delete', what: object, ifExists, reference: parseNameIn(tokens) };
    this.#refuseOthers();
    throw tokens.unexpected();
  }

  #flush(): Content {
    const tokens = this.#tokens;
    if (tokens.accept('ruleset')) return { kind: 'flush ruleset', family: parseFamily(tokens) };
    if (tokens.accept('table')) return { kind: 'flush table', reference: parseTable(tokens) };
    if (tokens.accept('chain')) return { kind: 'flush', what: 'chain', reference: parseNameIn(tokens) };
    if (tokens.accept('set', 'map')) return { kind: 'flush', what: 'set', reference: parseNameIn(tokens) };
    throw tokens.unexpected();
  }

  #listTarget(): ListTarget {
    const tokens = this.#tokens;
    const { text, kind } = tokens.peek();
    if (kind !== 'word') throw tokens.unexpected();
    switch (text) {
      case 'table':
        tokens.next();
        return { what: text, reference: parseTable(tokens) };
      case 'chain':
      case 'set':
      case 'map':
      case 'counter':
      case 'quota':
      case 'limit':
        tokens.next();
        return { what: text, reference: parseNameIn(tokens) };
      case 'ruleset':
      case 'tables':
      case 'chains':
      case 'sets':
      case 'maps':
      case 'meters':
      case 'flowtables':
      case 'counters':
      case 'quotas':
      case 'limits': {
        tokens.next();
        if (tokens.accept('table')) {
          const table = parseTable(tokens);
          return { what: text, family: table.family, table };
        }
        return { what: text, family: parseFamily(tokens) };
      }
      case 'hooks':
      case 'flowtable':
      case 'meter':
      case 'secmarks':
      case 'synproxys':
      case 'ct':
        throw notModelled(`list ${text}`, tokens.here);
      default:
        throw tokens.unexpected();
    }
  }

  #resetTarget(): ListTarget {
    const tokens = this.#tokens;
    if (!['counter', 'counters', 'quota', 'quotas'].some((word) => tokens.is(word)))
      throw tokens.unexpected('counter or counters or quotas or quota');
    return this.#listTarget();
  }
}
