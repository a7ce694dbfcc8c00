/**
 * Which program speaks, and how it ends when something is wrong. Userspace: xtables_error and xs_init_globals,
 * libxtables/xtables.c; exit_tryhelp, iptables/xshared.c.
 */
import type { IptablesVariant, IptablesVersion } from '../../machine';
import type { Family } from '../../netfilter';

export type { IptablesVariant, IptablesVersion };

/** How the programs look. */
export interface IptablesOptions {
  /** Whose looks the output has; `nft` is always release 1.8.9. */
  readonly version: IptablesVersion;
  /** Which kernel engine keeps the rules: ip_tables, `legacy`, unless given, or nf_tables. */
  readonly variant?: IptablesVariant;
  /** The name that the program was called by, `iptables-nft-save`; its usual one unless given. */
  readonly calledAs?: string;
  /** What `iptables-save` prints as the time, as ctime(3) writes it without its newline. */
  readonly date?: string;
}

/** The programs, by the names that they say themselves. */
type ProgramName = `ip${'' | '6'}tables${'' | '-save' | '-restore'}`;

/** What a running program is called, and what it has printed so far. */
export class Program {
  readonly family: Family;
  stdout = '';
  stderr = '';
  /** The line of the file that `iptables-restore` is at. */
  line: number | undefined = undefined;
  /** The line whose command is carried out, where that is not the line that is read. */
  runningLine: number | undefined = undefined;
  /** Whether there is an IP set of a name; without a machine, there is. */
  hasSet: (name: string) => boolean = () => true;

  readonly version: IptablesVersion;
  readonly variant: IptablesVariant;
  /** The name by which it speaks of itself. */
  readonly title: string;

  constructor(
    readonly name: ProgramName,
    { version, variant = 'legacy', calledAs }: IptablesOptions,
  ) {
    this.family = name.startsWith('ip6') ? 'ipv6' : 'ipv4';
    this.variant = variant;
    this.version = variant === 'nft' ? '1.8.9' : version;
    // The other programs of iptables-nft alone say how they were called.
    this.title = variant === 'nft' && name !== 'iptables' && calledAs !== undefined ? calledAs : name;
  }

  /** Whether it reads the lines of a file. */
  get restores(): boolean {
    return this.name.endsWith('-restore');
  }

  /** `iptables v1.8.9 (legacy)`: newer releases say which of their two variants they are. */
  get banner(): string {
    return `${this.title} v${this.fullVersion}`;
  }

  get fullVersion(): string {
    if (this.variant === 'nft') return '1.8.9 (nf_tables)';
    return this.version === '1.8.9' ? '1.8.9 (legacy)' : this.version;
  }

  /** The line that is at fault, in `iptables-restore`. */
  get where(): string {
    return this.line === undefined ? '' : `Error occurred at line: ${this.line}\n`;
  }

  /** The hint that follows a wrong command line. */
  get tryHelp(): string {
    return `${this.where}Try \`${this.title} -h' or '${this.title} --help' for more information.\n`;
  }
}

/** Ends a program before it is through; `message` is completed by `report`. */
export class IptablesError extends Error {
  constructor(
    /**
     * `parameter`: a wrong command line (exit code 2). `argument`: a word that is no option (2).
     * `other` (1) and `version` (3) as xtables_error has them. `kernel`: refused when it was to be done (1).
     * `resource`: a transaction was refused (4). `bare`: words of the program's own, without its name (1).
     * `not-modelled`: real, but not simulated (2). `silent`: the hint alone (2). `exit`: nothing is wrong (0).
     */
    readonly kind:
      | 'parameter'
      | 'argument'
      | 'other'
      | 'version'
      | 'kernel'
      | 'resource'
      | 'bare'
      | 'not-modelled'
      | 'silent'
      | 'exit',
    message = '',
  ) {
    super(message);
    this.name = 'IptablesError';
  }
}

/** A wrong command line. */
export function parameterProblem(message: string): IptablesError {
  return new IptablesError('parameter', message);
}

/** Something that the real tool knows and the simulation does not. */
export function notModelled(what: string): IptablesError {
  return new IptablesError('not-modelled', `${what} is not modelled by chainwalk`);
}

/** A refusal by libiptc or the kernel, in the words of iptc_strerror. */
export function kernelError(message: string): IptablesError {
  return new IptablesError('kernel', message);
}

/** Prints what an error has to say and returns the exit code. */
export function report(program: Program, error: IptablesError): number {
  const headed = `${program.banner}: ${error.message}\n`;
  switch (error.kind) {
    case 'parameter':
      program.stderr += headed + program.tryHelp;
      return 2;
    case 'argument':
      program.stderr += `Bad argument \`${error.message}'\n${program.tryHelp}`;
      return 2;
    case 'not-modelled':
      program.stderr += headed + program.where;
      return 2;
    case 'other':
      program.stderr += headed;
      return 1;
    case 'version':
      program.stderr += `${headed}Perhaps ${upgraded(program)} or your kernel needs to be upgraded.\n`;
      return 3;
    case 'resource':
      program.stderr += headed;
      return 4;
    case 'bare':
      program.stderr += error.message;
      return 1;
    case 'kernel':
      program.stderr += `${program.title}: ${kernelMessage(program, error.message)}\n`;
      return 1;
    case 'silent':
      program.stderr += program.tryHelp;
      return 2;
    case 'exit':
      return 0;
  }
}

/** For a line of a file it is enough to name it; iptables-nft says why as well, without its advice. */
function kernelMessage({ line: read, runningLine, variant }: Program, message: string): string {
  const line = runningLine ?? read;
  if (line === undefined) return message;
  if (message === '') return `line ${line} failed`;
  return `line ${line} failed${variant === 'nft' ? `: ${message.replace(" Run `dmesg' for more information.", '')}` : ''}`;
}

/** iptables-nft says what it was called, legacy the family's main program. */
function upgraded({ variant, family, title }: Program): string {
  if (variant === 'nft') return title;
  return family === 'ipv6' ? 'ip6tables' : 'iptables';
}
