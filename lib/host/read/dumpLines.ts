/** The lines of what people paste: without byte order mark, carriage returns, colours, indentation and marks of quotation. */
import type { SourceLine } from './facts';

/** A line as it is read. */
export interface DumpLine {
  /** Without white space around it. */
  readonly text: string;
  /** With it, where indentation says something. */
  readonly raw: string;
  readonly at: SourceLine;
}

/** `ESC [ … m` and its like. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** All lines of a file, one after the other. */
export function* dumpLines(file: string, text: string): Generator<DumpLine> {
  let line = 0;
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start <= text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    line += 1;
    const raw = text.slice(start, end);
    const plain = raw.includes('\u001b') ? raw.replace(COLOURS, '') : raw;
    yield { text: plain.trim(), raw: plain, at: { file, line } };
    start = end + 1;
  }
}

/** The command behind a prompt: `root@web:~# iptables -t nat -nvL`, `$ sudo ip route`, `#### container web$ ip address`. */
export interface TypedCommand {
  /** '' for the host, a container's name where it ran in one. */
  readonly place: string;
  readonly words: readonly string[];
  /** As it was typed. */
  readonly text: string;
}

const COMMANDS =
  '(?:iptables|ip6tables|iptables-legacy|iptables-nft|iptables-save|ip6tables-save|iptables-legacy-save|ip6tables-legacy-save|iptables-nft-save|ip6tables-nft-save|nft|ip|ipset|bridge|sysctl|conntrack|ss|netstat|docker|nsenter|cat|date|ps|curl|ping|tcpdump)';
/** A prompt is short: what is longer is none. */
const PROMPT = new RegExp(`^(?:[^#$%>]{0,80}[#$%>]|[#$%>]{1,2})\\s*(?:sudo\\s+)?(?:\\S{0,20}/)?(${COMMANDS}\\b.*)$`);
const SECTION = /^#{4} (?:container (.{1,200})|host)\$ (.*)$/;

/** `undefined` if the line is no prompt with a command that prints what is read here. */
export function typedCommand(text: string): TypedCommand | undefined {
  if (text.length > 1000) return undefined;
  const section = SECTION.exec(text);
  if (section !== null)
    return { place: section[1] ?? '', words: splitCommand(section[2] ?? ''), text: section[2] ?? '' };
  const prompt = PROMPT.exec(text);
  if (prompt === null || /^# (?:Generated|Completed|Warning)/.test(text)) return undefined;
  const words = splitCommand(prompt[1] ?? '');
  const exec = words[0] === 'docker' && words[1] === 'exec' ? words.slice(2).filter((word) => !/^-/.test(word)) : [];
  const typed = prompt[1] ?? '';
  return exec.length > 1
    ? { place: exec[0] ?? '', words: exec.slice(1), text: typed }
    : { place: '', words, text: typed };
}

/** Whether all that a command prints was pasted: `ss -lntp | grep 80` leaves most of it out. */
export function isWhole(command: TypedCommand | undefined): boolean {
  return command?.words.includes('|') !== true;
}

function splitCommand(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
