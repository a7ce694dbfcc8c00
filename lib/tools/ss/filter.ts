/** What is to be shown: `state established`, `sport = :80`, `dst 172.17.0.0/16 and not dport = :22`. iproute2: misc/ssfilter.y. */
import { type IpAddress, maskOfLength, parseIp } from '../../packet';
import { ToolError } from '../common/toolError';
import { portOfService } from '../netstat/services';
import type { Row, State } from './rows';

/** Whether a socket is shown. */
export type Condition = (row: Row) => boolean;

const NAMES: Readonly<Record<string, readonly State[]>> = (() => {
  const big: readonly State[] = [
    'ESTAB',
    'SYN-SENT',
    'FIN-WAIT-1',
    'FIN-WAIT-2',
    'UNCONN',
    'CLOSE-WAIT',
    'LAST-ACK',
    'LISTEN',
    'CLOSING',
  ];
  const all: readonly State[] = [...big, 'SYN-RECV', 'TIME-WAIT'];
  const connected = all.filter((state) => state !== 'UNCONN' && state !== 'LISTEN');
  return {
    established: ['ESTAB'],
    'syn-sent': ['SYN-SENT'],
    'syn-recv': ['SYN-RECV'],
    'fin-wait-1': ['FIN-WAIT-1'],
    'fin-wait-2': ['FIN-WAIT-2'],
    'time-wait': ['TIME-WAIT'],
    unconnected: ['UNCONN'],
    closed: ['UNCONN'],
    'close-wait': ['CLOSE-WAIT'],
    'last-ack': ['LAST-ACK'],
    listening: ['LISTEN'],
    closing: ['CLOSING'],
    all,
    connected,
    synchronized: connected.filter((state) => state !== 'SYN-SENT'),
    bucket: ['SYN-RECV', 'TIME-WAIT'],
    big,
  };
})();

/** The states that a word means. iproute2: scan_state. */
export function statesOf(word: string): readonly State[] {
  const name = word.toLowerCase();
  const states = NAMES[name === 'close' ? 'closed' : name === 'listen' ? 'listening' : name];
  if (states === undefined) throw new ToolError(`ss: wrong state name: ${word}\n`, 255);
  return states;
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  eq: (a, b) => a === b,
  '!=': (a, b) => a !== b,
  ne: (a, b) => a !== b,
  neq: (a, b) => a !== b,
  '>': (a, b) => a > b,
  gt: (a, b) => a > b,
  '<': (a, b) => a < b,
  lt: (a, b) => a < b,
  '>=': (a, b) => a >= b,
  ge: (a, b) => a >= b,
  geq: (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  le: (a, b) => a <= b,
  leq: (a, b) => a <= b,
};
/** Words that mean what is not modelled. */
const REFUSED = ['dev', 'fwmark', 'cgroup', 'autobound'];

/** Reads an expression; `usage` is what the complaint about a bad one ends with. */
export function readFilter(words: readonly string[], usage: string): Condition {
  const tokens = words
    .join(' ')
    .split(/\s+|(?<=[()!])|(?=[()])/)
    .filter((token) => token !== '');
  const joined = tokens.flatMap((token, index) =>
    token === '=' && tokens[index - 1] === '!' ? [] : [token === '!' && tokens[index + 1] === '=' ? '!=' : token],
  );
  return new FilterReader(joined, usage).read();
}

class FilterReader {
  #at = 0;

  constructor(
    readonly tokens: readonly string[],
    readonly usage: string,
  ) {}

  read(): Condition {
    const condition = this.#either();
    if (this.#at < this.tokens.length) throw this.#wrong();
    return condition;
  }

  #either(): Condition {
    let left = this.#both();
    while (this.#takes('or', '|', '||')) {
      const [first, second] = [left, this.#both()];
      left = (row) => first(row) || second(row);
    }
    return left;
  }

  #both(): Condition {
    let left = this.#one();
    for (;;) {
      const token = this.tokens[this.#at];
      const isMore = token !== undefined && ![')', 'or', '|', '||'].includes(token);
      if (!this.#takes('and', '&', '&&') && !isMore) return left;
      const [first, second] = [left, this.#one()];
      left = (row) => first(row) && second(row);
    }
  }

  #one(): Condition {
    if (this.#takes('not', '!')) {
      const condition = this.#one();
      return (row) => !condition(row);
    }
    if (this.#takes('(')) {
      const condition = this.#either();
      if (!this.#takes(')')) throw this.#wrong();
      return condition;
    }
    const word = this.tokens[this.#at++];
    if (word === undefined) throw this.#wrong();
    if (REFUSED.includes(word)) throw new ToolError(`ss: filter "${word}" is not modelled by chainwalk\n`, 2);
    const operator = OPERATORS[this.tokens[this.#at] ?? ''];
    if (operator !== undefined) this.#at += 1;
    const end = word.startsWith('s') ? 'local' : 'remote';
    if (word === 'sport' || word === 'dport') {
      if (operator === undefined) throw this.#wrong();
      const port = portOf(this.#take().replace(/^.*:/, ''));
      return ({ socket }) => operator(end === 'local' ? socket.localPort : socket.remotePort, port);
    }
    if (word !== 'src' && word !== 'dst') {
      parseHost(word);
      throw this.#wrong();
    }
    const host = parseHost(this.#take());
    const isInverted = operator !== undefined && !operator(0, 0);
    return (row) => host(row, end) !== isInverted;
  }

  #take(): string {
    const token = this.tokens[this.#at++];
    if (token === undefined) throw this.#wrong();
    return token;
  }

  #takes(...names: readonly string[]): boolean {
    if (!names.includes(this.tokens[this.#at] ?? '')) return false;
    this.#at += 1;
    return true;
  }

  #wrong(): ToolError {
    return new ToolError(`ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n${this.usage}`, 255);
  }
}

function portOf(word: string): number {
  const port = /^\d+$/.test(word) ? Number(word) : portOfService(word);
  if (port === undefined || port > 0xffff)
    throw new ToolError(`Error: "${word}" does not look like a port.\nCannot parse dst/src address.\n`, 1);
  return port;
}

/** `172.17.0.0/16`, `10.0.0.1:80`, `:80`, `*:80`, `[::1]:80`, `::1`. */
function parseHost(word: string): (row: Row, end: 'local' | 'remote') => boolean {
  const bracketed = /^\[(.*)\](?::(.*))?$/.exec(word);
  const plain = /^([^:]*)(?::([^:]*))?$/.exec(word);
  const [, host = word, port] = bracketed ?? plain ?? [];
  const [text = '', length] = host.split('/');
  const address = parseIp(text);
  if (address === undefined && text !== '' && text !== '*')
    throw new ToolError(`Error: an inet prefix is expected rather than "${host}".\nCannot parse dst/src address.\n`, 1);
  const number = port === undefined || port === '*' || port === '' ? undefined : portOf(port);
  return (row, end) => {
    const { socket } = row;
    if (number !== undefined && (end === 'local' ? socket.localPort : socket.remotePort) !== number) return false;
    return (
      address === undefined || isWithin(end === 'local' ? socket.localAddress : socket.remoteAddress, address, length)
    );
  };
}

function isWithin(address: IpAddress, prefix: IpAddress, length: string | undefined): boolean {
  if (typeof address !== typeof prefix) return false;
  if (typeof address === 'bigint' || typeof prefix === 'bigint') {
    const shift = BigInt(128 - Number(length ?? 128));
    return BigInt(address) >> shift === BigInt(prefix) >> shift;
  }
  const mask = maskOfLength(Number(length ?? 32));
  return (address & mask) === (prefix & mask);
}
