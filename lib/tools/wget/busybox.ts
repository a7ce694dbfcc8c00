/** busybox's `wget` (1.35): one page by HTTP. Not modelled: https, ftp, redirections, and options but -O -q -S -T -U --spider. */
import { connectTcp, type Process, type Program, pause, read, type Thread, write } from '../../machine';
import { ERRNO_TEXT, type Microseconds, SECOND } from '../../network';
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8, formatHostPort, formatIpv4 } from '../../packet';
import { failProcess } from '../common/command';
import { readLetters } from '../common/letters';
import { resolveAsBusybox } from '../common/resolve';
import { ResponseReader } from '../curl/response';

const LETTERS = 'cqSO:o:P:Y:U:T:';
/** Of the server's silence; busybox's default. */
const TIMEOUT = 900;
/** From the last byte to the end of its connection: it is written and shown before; about what the captures show. */
const WRITING: Microseconds = 200;
/** Bytes of one read (BUFSIZ of a socket). */
const READ_SIZE = 4096;
const BAR = '*'.repeat(32);

/** `wget [-qS] [-O FILE] [-T SECONDS] [-U AGENT] [--spider] URL` */
export const busyboxWget: Program = function* busyboxWget(process: Process): Thread {
  const argv = process.argv.slice(1);
  const spider = argv.includes('--spider');
  const long = argv.find((word) => word.startsWith('--') && word !== '--spider');
  if (long !== undefined) return failWithText(process, `option "${long}" is not modelled by chainwalk`);
  const { given, words, wrong } = readLetters(
    argv.filter((word) => word !== '--spider'),
    LETTERS,
  );
  if (wrong?.kind === 'unknown') return failWithText(process, `invalid option -- '${wrong.letter}'`);
  if (wrong !== undefined) return failWithText(process, `option requires an argument -- '${wrong.letter}'`);
  const refused = [...'coPY'].find((letter) => given.has(letter));
  if (refused !== undefined) return failWithText(process, `option "-${refused}" is not modelled by chainwalk`);
  const [text, another] = words;
  if (text === undefined) return failWithText(process, 'a URL is missing');
  if (another !== undefined) return failWithText(process, 'more than one URL is not modelled by chainwalk');
  const url = /^(?:http:\/\/)?((\[[^/?#\]]*\]|[^/:?#]+)(?::(\d+))?)(?:\/([^#]*))?$/.exec(text);
  if (url === null)
    return failWithText(
      process,
      /^(https|ftp):/.test(text) ? `${text} is not modelled by chainwalk` : `not an http or ftp url: ${text}`,
    );
  const [, authority = '', host = '', portText = '80', target = ''] = url;
  const port = Number(portText);
  const address = yield* resolveAsBusybox(process, host.replace(/^\[(.*)\]$/, '$1'));
  if (address === undefined) return failWithText(process, `bad address '${host}'`);
  const say = (line: string) => {
    if (!given.has('q')) process.stderr += line;
  };
  say(`Connecting to ${authority} (${formatHostPort(address, port)})\n`);
  const limit = Number(given.get('T') ?? TIMEOUT) * SECOND;
  const socket = yield* connectTcp(process, address, port, limit, undefined, 'connect');
  if (socket === 'ETIMEDOUT' && given.has('T')) return failWithText(process, 'download timed out');
  if (typeof socket === 'string')
    return failWithText(
      process,
      `can't connect to remote host${typeof address === 'number' ? ` (${formatIpv4(address)})` : ''}: ${ERRNO_TEXT[socket]}`,
    );
  const agent = `User-Agent: ${given.get('U') ?? 'Wget'}\r\n`;
  const request = `GET /${target} HTTP/1.1\r\nHost: ${authority}\r\n${agent}Connection: close\r\n\r\n`;
  yield* write(process, socket, encodeUtf8(request));
  const response = new ResponseReader('GET');
  // With --spider the head is enough: the page comes all the same.
  while (!response.complete && !(spider && response.head.endsWith('\r\n\r\n'))) {
    const data = yield* read(process, socket, limit, READ_SIZE);
    if (data === 'ETIMEDOUT') return failWithText(process, 'download timed out');
    if (typeof data === 'string') return failWithText(process, `error getting response: ${ERRNO_TEXT[data]}`);
    if (data.length === 0) {
      if (response.end() !== undefined) return failWithText(process, 'error getting response');
      break;
    }
    response.push(decodeLatin1(data));
    if (response.malformed !== undefined) return failWithText(process, 'error getting response');
  }
  if (!spider) yield* pause(process, WRITING);
  process.close(socket);
  const { status = 0, head, body } = response;
  const lines = head.trimEnd().split(/\r?\n/);
  if (given.has('S')) process.stderr += `${lines.map((line) => `  ${line}\n`).join('')}  \n`;
  if (status >= 300 && status < 400) return failWithText(process, 'a redirection is not modelled by chainwalk');
  if (status !== 200 && status !== 204) return failWithText(process, `server returned error: ${lines[0]}`);
  if (spider) {
    say('remote file exists\n');
    return 0;
  }
  return store(process, given.get('O'), target, body, say);
};

/** To the file of `-O`, to standard output (`-`), or to one named as the URL's last part, which must not be there yet. */
function store(
  process: Process,
  output: string | undefined,
  target: string,
  body: string,
  say: (line: string) => void,
): number {
  const name = output ?? (target.replace(/[?].*/s, '').replace(/^.*\//, '') || 'index.html');
  const content = decodeUtf8(encodeLatin1(body));
  const { files, machine } = process.place;
  const path = process.pathOf(name);
  if (output === undefined && files.get(path) !== undefined)
    return failWithText(process, `can't open '${name}': File exists`);
  const shown = name.replace(/^.*\//, '');
  const bar = `${shown.padEnd(20).slice(0, 20)} 100% |${BAR}| ${String(body.length).padStart(5)}  0:00:00 ETA\n`;
  if (name === '-') {
    say('writing to stdout\n');
    process.stdout += content;
    say(`${bar}written to stdout\n`);
    return 0;
  }
  say(`saving to '${name}'\n${bar}'${name}' saved\n`);
  if (path !== '/dev/null') files.set(path, { content, modifiedAt: machine.date().getTime() });
  return 0;
}

function failWithText(process: Process, text: string): number {
  return failProcess(process, `wget: ${text}\n`);
}
