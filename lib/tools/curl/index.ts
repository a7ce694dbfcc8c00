/** curl 7.88.1: URLs fetched one after the other over HTTP, as at a terminal (no progress meter). Not modelled: TLS, names but those of /etc/hosts. */
import type { Process, Program, Thread, Wait } from '../../machine';
import { decodeUtf8, encodeLatin1 } from '../../packet';
import { failProcess } from '../common/command';
import { fieldOf } from '../common/httpMessage';
import { type CurlOptions, parseOptions } from './options';
import { buildRequest } from './request';
import { Session, type Transfer } from './transfer';
import { type CurlError, type HttpUrl, parseUrl, resolveLocation } from './url';
import { CURL_VERSION } from './version';
import { writeOut } from './writeOut';

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";
const REDIRECTS = [301, 302, 303, 307, 308];

/** The exit code is that of the last transfer. */
export const curl: Program = function* curl(process: Process): Thread {
  const options = parseOptions(process.argv.slice(1));
  if ('message' in options) {
    return failProcess(process, `curl: ${options.message}\n${options.hint ? HINT : ''}`, 2);
  }
  if (options.version) {
    process.stdout += `curl 7.88.1 (x86_64-pc-linux-gnu) ${CURL_VERSION}\nRelease-Date: 2023-02-20\nProtocols: http \nFeatures: \n`;
    return 0;
  }
  if (options.urls.length === 0) {
    return failProcess(process, `${process.argv.length > 1 ? 'curl: no URL specified!\n' : ''}${HINT}`, 2);
  }
  if (options.head && options.data !== undefined && !options.get) {
    if (!options.silent) {
      process.stderr +=
        'Warning: You can only select one HTTP request method! You asked for both POST \nWarning: (-d, --data) and HEAD (-I, --head).\n';
    }
    return 2;
  }
  return yield* fetchAll(process, options);
};

function* fetchAll(process: Process, options: CurlOptions): Thread {
  const session = new Session(process, options);
  let exitCode = 0;
  for (const [index, text] of options.urls.entries()) {
    const error = yield* fetchOne(session, text, options.outputs[index], index);
    exitCode = error?.code ?? 0;
    if (error !== undefined && (!options.silent || options.showError))
      process.stderr += `curl: (${error.code}) ${error.message}\n`;
    if (error !== undefined && options.failEarly) break;
  }
  session.closeAll();
  return exitCode;
}

/** A URL, and those it is redirected to. */
function* fetchOne(
  session: Session,
  text: string,
  output: string | undefined,
  number: number,
): Generator<Wait, CurlError | undefined, void> {
  const { options, process } = session;
  let url = parseUrl(text, options.pathAsIs);
  let redirects = 0;
  let body = '';
  let dropBody = false;
  let transfer: Transfer | undefined;
  let error: CurlError | undefined;
  for (;;) {
    if ('code' in url) return url;
    transfer = yield* session.perform(url, buildRequest(options, url, dropBody));
    const location = target(options, transfer);
    body += printed(options, transfer, location !== undefined);
    settle(session, transfer, url);
    error = transfer.error ?? failure(options, transfer);
    if (error !== undefined || location === undefined) break;
    if (redirects >= options.maximumRedirects) {
      error = { code: 47, message: `Maximum (${options.maximumRedirects}) redirects followed` };
      break;
    }
    redirects += 1;
    dropBody ||=
      transfer.response.status !== 307 &&
      transfer.response.status !== 308 &&
      options.method === undefined &&
      options.data !== undefined;
    url = parseUrl(resolveLocation(url, location), options.pathAsIs);
  }
  if (!deliver(process, body, output)) error ??= { code: 23, message: 'Failure writing output to destination' };
  if (options.writeOut !== undefined) {
    const out = writeOut(options.writeOut, { transfer, url, redirects, options, output, number });
    process.stdout += out.stdout;
    process.stderr += out.stderr;
  }
  return error;
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
function settle(session: Session, { connection, response, error }: Transfer, url: HttpUrl): void {
  if (connection === undefined) return;
  if (error === undefined && response.keepAlive) {
    session.say(`* Connection #${connection.number} to host ${url.host} left intact\n`);
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

/** To standard output, or into a file. False if there is no directory for it. */
function deliver(process: Process, body: string, output: string | undefined): boolean {
  const bytes = encodeLatin1(body);
  const content = decodeUtf8(bytes);
  if (output === undefined || output === '-') process.stdout += content;
  else if (output !== '/dev/null' && (body !== '' || output !== '')) {
    const { files, machine } = process.place;
    const path = process.pathOf(output);
    const directory = path.replace(/\/[^/]*$/, '');
    if (directory !== process.cwd && files.find(directory)?.kind !== 'directory') return false;
    files.set(path, {
      content,
      modifiedAt: machine.date().getTime(),
      ...(content.includes('\ufffd') ? { bytes } : {}),
    });
  }
  return true;
}
