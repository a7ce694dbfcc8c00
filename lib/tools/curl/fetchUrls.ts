/** The URLs of a command line, one after the other, or those of several servers at the same time. curl 7.88.1, src/tool_operate.c. */
import { atOnce, type Process, pause, type Thread, type Wait } from '../../machine';
import { SECOND } from '../../network';
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8 } from '../../packet';
import { BlockBuffer } from '../common/blockBuffer';
import { fieldOf } from '../common/httpMessage';
import { CookieJar } from './cookies';
import type { CurlOptions, Output } from './curlOptions';
import { encodeForm } from './form';
import type { ReadFile } from './readFile';
import { buildRequest, type RequestContent } from './request';
import { Session, type Transfer } from './transfer';
import { type CurlError, type HttpUrl, parseUrl, resolveLocation } from './url';
import { writeOut } from './writeOut';

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";
const REDIRECTS = [301, 302, 303, 307, 308];
/** Answers after which it is worth while to try again. */
const TRANSIENT = [408, 429, 500, 502, 503, 504];
/** The longest wait before another try, in seconds. */
const LONGEST_DELAY = 600;

const UNREADABLE: CurlError = { code: 26, message: 'Failed to open/read local data from file/application' };

/** A URL with its place in the command line. */
interface Job {
  readonly text: string;
  readonly number: number;
  readonly output: Output | undefined;
  readonly upload: string | undefined;
}

/** What all transfers of one command line share. */
interface Run {
  readonly process: Process;
  readonly output: BlockBuffer;
  readonly options: CurlOptions;
  readonly readFile: ReadFile;
  readonly jar: CookieJar;
  /** Cookies that come in are kept. */
  readonly keepsCookies: boolean;
}

/** Fetches them all; the exit code is the last one's. */
export function* fetchUrls(process: Process, options: CurlOptions, readFile: ReadFile): Thread {
  const { machine } = process.place;
  const jar = new CookieJar(() => Math.floor(machine.date().getTime() / 1000));
  for (const path of options.cookieFiles) jar.load(readFile(path) ?? '', options.junkSessionCookies);
  const keepsCookies = options.cookieFiles.length > 0 || options.cookieJar !== undefined;
  const output = new BlockBuffer();
  const run: Run = { process, output, options, readFile, jar, keepsCookies };
  const jobs = options.urls.map((text, number) => ({
    text,
    number,
    output: options.outputs[number],
    upload: options.uploads[number],
  }));
  const exitCode = options.parallel ? yield* inParallel(run, jobs) : yield* inTurn(run, jobs);
  if (options.cookieJar === '-') process.stdout += output.push(jar.text());
  else if (options.cookieJar !== undefined && !deliver(run, jar.text(), options.cookieJar) && options.verbose)
    process.stderr += `* WARNING: failed to save cookies in ${options.cookieJar}: Failed to open/read local data from file/application\n`;
  process.stdout += output.takeRest();
  return exitCode;
}

function* inTurn(run: Run, jobs: readonly Job[]): Thread {
  const { process, options } = run;
  const session = new Session(process, options);
  let exitCode = 0;
  for (const job of jobs) {
    const error = yield* retried(run, session, job);
    exitCode = error?.code ?? 0;
    if (error !== undefined && options.failEarly) break;
  }
  session.closeAll();
  return exitCode;
}

/** A second transfer of one server waits for the first, as it may share its connection: those of each server are made in turn. */
function* inParallel(run: Run, jobs: readonly Job[]): Thread {
  const byServer = new Map<string, Job[]>();
  for (const job of jobs) {
    const url = parseUrl(job.text, true);
    const key = 'code' in url ? job.text : `${url.host}:${url.port}`;
    byServer.set(key, [...(byServer.get(key) ?? []), job]);
  }
  let exitCode = 0;
  const transfers = [...byServer.values()].map(function* (group) {
    const code = yield* inTurn(run, group);
    if (code !== 0) exitCode = code;
  });
  yield* atOnce(run.process, transfers);
  return exitCode;
}

/** A URL, and again while the failure is one that may pass. */
function* retried(run: Run, session: Session, job: Job): Generator<Wait, CurlError | undefined, void> {
  const { process, options } = run;
  const { retry } = options;
  const { clock } = process.place.net;
  const startedAt = clock.now;
  for (let left = retry.times, wait = retry.delay || 1; ; left--) {
    const done = yield* fetchOne(run, session, job);
    process.stdout += run.output.takeRest();
    const { error } = done;
    const reason = left > 0 ? reasonToRetry(options, done) : undefined;
    if (error !== undefined && (!options.silent || options.showError))
      process.stderr += `curl: (${error.code}) ${error.message}\n`;
    const asked = Number(fieldOf(done.transfer?.response.fields ?? [], 'retry-after') ?? Number.NaN);
    const seconds = Number.isInteger(asked) && asked > 0 ? asked : wait;
    const isLate = retry.maximumTime > 0 && clock.now - startedAt >= retry.maximumTime * SECOND;
    if (reason === undefined || isLate) {
      finish(run, done, job);
      return error;
    }
    if (!options.silent)
      process.stderr += inLines(`Problem ${reason}. Will retry in ${seconds} seconds. ${left} retries left.`);
    yield* pause(process, seconds * SECOND);
    if (retry.delay === 0) wait = Math.min(wait * 2, LONGEST_DELAY);
  }
}

function reasonToRetry({ retry, failOnError }: CurlOptions, { error, transfer }: Fetched): string | undefined {
  const code = error?.code;
  const isStatus = code === undefined || (code === 22 && failOnError !== 'no');
  if (isStatus && TRANSIENT.includes(transfer?.response.status ?? 0)) return ': HTTP error';
  if (code === undefined) return undefined;
  if (code === 28) return ': timeout';
  if (code === 6 || code === 5) return ': timeout';
  if (code === 7 && retry.connectionRefused && error?.message.endsWith("Couldn't connect to server") === true)
    return ': connection refused';
  return retry.allErrors ? '(retrying all errors)' : undefined;
}

/** As curl's warnings are broken: at blanks, into lines of 78 characters. src/tool_msgs.c: voutf. */
function inLines(text: string): string {
  const width = 78 - 'Warning: '.length;
  let lines = '';
  for (let rest = text; rest !== ''; ) {
    if (rest.length <= width) return `${lines}Warning: ${rest}\n`;
    let cut = width - 1;
    while (cut > 0 && rest[cut] !== ' ') cut -= 1;
    if (cut === 0) cut = width - 1;
    lines += `Warning: ${rest.slice(0, cut + 1)}\n`;
    rest = rest.slice(cut + 1);
  }
  return lines;
}

/** What became of one URL. */
interface Fetched {
  readonly error: CurlError | undefined;
  readonly transfer: Transfer | undefined;
  readonly url: HttpUrl | undefined;
  readonly redirects: number;
  readonly output: string | undefined;
}

/** A URL, and those it is redirected to. */
function* fetchOne(run: Run, session: Session, job: Job): Generator<Wait, Fetched, void> {
  const { options, jar, keepsCookies } = run;
  let redirects = 0;
  let output = typeof job.output === 'object' ? job.output.path : undefined;
  const failed = (error: CurlError): Fetched => ({ error, transfer: undefined, url: undefined, redirects, output });
  const parsed = parseUrl(job.text, options.pathAsIs);
  if ('code' in parsed) return failed(parsed);
  let url = parsed;
  if (job.upload !== undefined && url.target.endsWith('/') && job.upload !== '-' && job.upload !== '.')
    url = { ...url, target: `${url.target}${job.upload.replace(/^.*\//, '')}` };
  if (job.output === 'remote-name') {
    output = url.target.replace(/[?#].*$/s, '').replace(/^.*\//, '');
    if (output === '') return failed({ code: 23, message: 'Failed writing received data to disk/application' });
  }
  const content = contentOf(run, job);
  if (content !== undefined && 'code' in content) return failed(content);
  let redirected = false;
  let transfer: Transfer | undefined;
  let error: CurlError | undefined;
  for (;;) {
    const destination = session.destination(url);
    if ('code' in destination) return failed(destination);
    const cookies = [keepsCookies ? jar.sentTo(url) : '', ...options.cookies].filter((text) => text !== '').join(';');
    const request = buildRequest(options, url, { content, cookies, redirected, viaProxy: destination.isProxy });
    transfer = yield* session.perform(destination, request);
    const { response } = transfer;
    if (keepsCookies)
      for (const { name, value } of response.fields)
        if (name.toLowerCase() === 'set-cookie') session.say(jar.take(value, url));
    const location = target(options, transfer);
    const isDumped = options.dumpHeader === undefined || deliver(run, response.head, options.dumpHeader);
    const isDelivered = deliver(run, printed(options, transfer, location !== undefined), output, redirects > 0);
    if (!isDelivered || !isDumped) error = { code: 23, message: 'Failure writing output to destination' };
    settle(session, transfer);
    error = transfer.error ?? failure(options, transfer) ?? error;
    if (error !== undefined || location === undefined) break;
    if (redirects >= options.maximumRedirects) {
      error = { code: 47, message: `Maximum (${options.maximumRedirects}) redirects followed` };
      break;
    }
    redirects += 1;
    const status = response.status ?? 0;
    redirected ||=
      status !== 307 &&
      status !== 308 &&
      !options.postsAgain.has(status) &&
      options.method === undefined &&
      (content?.kind !== 'file' || status === 303) &&
      (options.data !== undefined || content !== undefined);
    const next = parseUrl(resolveLocation(url, location), options.pathAsIs);
    if ('code' in next) return { ...failed(next), transfer, url };
    url = next;
  }
  return { error, transfer, url, redirects, output };
}

/** `-w`, when nothing more is tried. */
function finish(run: Run, { transfer, url, redirects, output }: Fetched, { number }: Job): void {
  const { options, process } = run;
  if (options.writeOut === undefined || transfer === undefined || url === undefined) return;
  const out = writeOut(options.writeOut, { transfer, url, redirects, options, output, number });
  process.stdout += run.output.push(out.stdout);
  process.stderr += out.stderr;
}

/** What is uploaded, or why it cannot be. */
function contentOf({ process, options, readFile }: Run, { upload }: Job): RequestContent | CurlError | undefined {
  if (upload !== undefined) {
    const bytes = readFile(upload);
    if (bytes !== undefined) return { kind: 'file', bytes, isStream: upload === '-' || upload === '.' };
    process.stderr += `curl: Can't open '${upload}'!\n${HINT}`;
    return UNREADABLE;
  }
  if (options.form.length === 0) return undefined;
  const boundary = `${'-'.repeat(24)}${process.place.machine.chance.hex(16)}`;
  const bytes = encodeForm(options.form, boundary, readFile);
  return bytes === undefined ? UNREADABLE : { kind: 'form', bytes, boundary };
}

/** Where `-L` goes on. */
function target({ location }: CurlOptions, { response, error }: Transfer): string | undefined {
  if (!location || error !== undefined || !REDIRECTS.includes(response.status ?? 0)) return undefined;
  return fieldOf(response.fields, 'location');
}

/** Header block (`-i`, `-I`) and body; the body of a redirection that is followed is skipped. */
function printed({ include, head, failOnError }: CurlOptions, { response }: Transfer, followed: boolean): string {
  const failed = failOnError === 'fail' && (response.status ?? 0) >= 400;
  return `${include || head ? response.head : ''}${followed || failed ? '' : response.body}`;
}

/** The connection is kept for the next URL, or closed. */
function settle(session: Session, { connection, response, error }: Transfer): void {
  if (connection === undefined) return;
  if (error === undefined && response.keepAlive) {
    session.say(`* Connection #${connection.number} to host ${connection.shown} left intact\n`);
    return;
  }
  if (error !== undefined) session.say(`* ${error.message}\n`);
  session.close(connection);
}

function failure({ failOnError }: CurlOptions, { response }: Transfer): CurlError | undefined {
  const status = response.status ?? 0;
  return failOnError !== 'no' && status >= 400
    ? { code: 22, message: `The requested URL returned error: ${status}` }
    : undefined;
}

/** To standard output, or into a file, behind what is there if it goes on. False if there is no directory for it. */
function deliver(run: Run, body: string, output: string | undefined, goesOn = false): boolean {
  const { process } = run;
  const { files, machine } = process.place;
  if (output === undefined || output === '-') process.stdout += run.output.push(decodeUtf8(encodeLatin1(body)));
  else if (output !== '/dev/null' && (body !== '' || output !== '')) {
    const path = process.pathOf(output);
    const directory = path.replace(/\/[^/]*$/, '');
    if (directory !== process.cwd && files.find(directory)?.kind !== 'directory') return false;
    const before = goesOn ? files.get(path) : undefined;
    const old = before === undefined ? '' : decodeLatin1(before.bytes ?? encodeUtf8(before.content));
    const bytes = encodeLatin1(old + body);
    const content = decodeUtf8(bytes);
    const modifiedAt = machine.date().getTime();
    files.set(path, { content, modifiedAt, ...(content.includes('\ufffd') ? { bytes } : {}) });
  }
  return true;
}
