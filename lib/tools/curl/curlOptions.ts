/** What a command line of curl can ask for, and how it is refused. curl 7.88.1, src/tool_cfgable.h. */
import type { IpVersion } from '../common/resolve';
import type { FormPart } from './form';

/** A command line of curl as it was read. Bytes are text of one character a byte. */
export interface CurlOptions {
  readonly urls: readonly string[];
  /** Where the k-th URL's body goes: a path, or standard output. */
  readonly outputs: readonly Output[];
  readonly silent: boolean;
  readonly showError: boolean;
  readonly include: boolean;
  readonly head: boolean;
  readonly get: boolean;
  readonly verbose: boolean;
  readonly failOnError: 'no' | 'fail' | 'with-body';
  readonly failEarly: boolean;
  readonly location: boolean;
  readonly maximumRedirects: number;
  /** Statuses after which a POST stays one. */
  readonly postsAgain: ReadonlySet<number>;
  readonly http10: boolean;
  /** The version of IP that it is confined to. */
  readonly ipVersion: IpVersion;
  readonly pathAsIs: boolean;
  readonly requestTarget: string | undefined;
  /** In seconds; `undefined`: no limit, or the default one. */
  readonly maximumTime: number | undefined;
  readonly connectTimeout: number | undefined;
  readonly method: string | undefined;
  readonly headers: readonly string[];
  /** Bytes. */
  readonly data: string | undefined;
  /** The data is JSON, and so is what is accepted. */
  readonly json: boolean;
  /** Compressed answers are asked for. */
  readonly compressed: boolean;
  /** Bytes that every URL's query gets. */
  readonly query: string | undefined;
  readonly form: readonly FormPart[];
  /** Files for the URLs, in turn. */
  readonly uploads: readonly string[];
  readonly userAgent: string;
  readonly referer: string | undefined;
  readonly range: string | undefined;
  /** `NAME:PASSWORD` */
  readonly user: string | undefined;
  readonly writeOut: string | undefined;
  readonly dumpHeader: string | undefined;
  /** Cookies as they are sent. */
  readonly cookies: readonly string[];
  /** Files that cookies are read from; any makes curl keep those that come in. */
  readonly cookieFiles: readonly string[];
  readonly cookieJar: string | undefined;
  readonly junkSessionCookies: boolean;
  /** A device, a host or an address. */
  readonly interface: string | undefined;
  readonly localPorts: { readonly first: number; readonly count: number } | undefined;
  /** `HOST:PORT:ADDRESS`, as they were given. */
  readonly resolve: readonly string[];
  /** `HOST1:PORT1:HOST2:PORT2`, as they were given. */
  readonly connectTo: readonly string[];
  /** Empty: none, whatever the environment says. */
  readonly proxy: string | undefined;
  readonly noProxy: string | undefined;
  readonly retry: RetryOptions;
  readonly parallel: boolean;
  readonly version: boolean;
}

/** Where a body goes: to a path, or into a file that is called as the URL's is. */
export type Output = { readonly path: string } | 'remote-name';

/** When and how often curl tries again; times in seconds. */
export interface RetryOptions {
  readonly times: number;
  readonly delay: number;
  /** 0: no limit. */
  readonly maximumTime: number;
  readonly connectionRefused: boolean;
  readonly allErrors: boolean;
}

/** A command line that curl, or the simulation, does not take; printed after `curl: `. */
export interface OptionError {
  readonly message: string;
  /** Whether `try 'curl --help'` follows. */
  readonly hint: boolean;
}

/** An option of the table. */
export interface Option {
  readonly letter: string;
  readonly name: string;
  readonly takesValue: boolean;
  readonly modelled: boolean;
}

/** Options while they are read. */
export type Draft = { -readonly [K in keyof CurlOptions]: Unsealed<CurlOptions[K]> };
type Unsealed<T> = T extends readonly (infer E)[]
  ? E[]
  : T extends RetryOptions
    ? { -readonly [K in keyof T]: T[K] }
    : T;

/** What curl says of an option that it does not understand. */
export function problem(message: string): OptionError {
  return { message, hint: true };
}

/** What the simulation says of an option that it has not. */
export function notModelled(what: string): OptionError {
  return { message: `${what} is not modelled by chainwalk`, hint: false };
}
