/** curl 7.88.1: URLs fetched over HTTP, as at a terminal (no progress meter). Not modelled: TLS, URL globbing, and the options that `optionNames.ts` refuses. */
import { awaitInput, type Process, type Program, type Thread } from '../../machine';
import { decodeLatin1, encodeUtf8 } from '../../packet';
import { failProcess } from '../common/command';
import { fetchUrls } from './fetchUrls';
import { type CurlOptions, parseOptions, type ReadFile } from './options';
import { CURL_VERSION } from './version';

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";

/** The exit code is that of the last transfer. */
export const curl: Program = function* curl(process: Process): Thread {
  // What is read from standard input: -d @-, -F name=@-, -T -, -b -, …
  if (process.argv.slice(1).some((word) => /(^|[@<])-$|^-T[-.]$/.test(word) || word === '.'))
    yield* awaitInput(process);
  const readFile = fileReader(process);
  const options = parseOptions(process.argv.slice(1), readFile);
  if ('message' in options) return failProcess(process, `curl: ${options.message}\n${options.hint ? HINT : ''}`, 2);
  if (options.version) {
    process.stdout += `curl 7.88.1 (x86_64-pc-linux-gnu) ${CURL_VERSION}\nRelease-Date: 2023-02-20\nProtocols: http \nFeatures: \n`;
    return 0;
  }
  if (options.urls.length === 0)
    return failProcess(process, `${process.argv.length > 1 ? 'curl: no URL specified!\n' : ''}${HINT}`, 2);
  const methods = methodsOf(options);
  if (methods.length > 1) {
    if (!options.silent) {
      const [first = '', second = ''] = methods;
      process.stderr += `Warning: You can only select one HTTP request method! You asked for both ${first} \nWarning: ${second}.\n`;
    }
    return 2;
  }
  return yield* fetchUrls(process, options, readFile);
};

/** Bytes of files and of standard input. */
function fileReader(process: Process): ReadFile {
  return (path) => {
    if (path === '-' || path === '.') return decodeLatin1(encodeUtf8(process.stdin));
    const file = process.place.files.get(process.pathOf(path));
    return file === undefined ? undefined : decodeLatin1(file.bytes ?? encodeUtf8(file.content));
  };
}

/** What the options make the request, by the last of them; two of them cannot be. src/tool_helpers.c: SetHTTPrequest. */
function methodsOf({ data, get, head, form, uploads }: CurlOptions): readonly string[] {
  return [
    ...(data !== undefined && !get ? ['POST', '(-d, --data)'].slice(0, 1) : []),
    ...(form.length > 0 ? ['multipart formpost (-F, --form)'] : []),
    ...(uploads.length > 0 ? ['PUT (-T, --upload-file)'] : []),
    ...(head && !(data !== undefined && get) ? ['HEAD (-I, --head)'] : []),
  ];
}
