/** Reads parts of a compose file by their kind, and words what is wrong with them. compose-go: loader/loader.go, schema/schema.go. */
import { CliError } from '../command/cli';
import type { Origin } from './mergeFiles';
import { EXIT_CODES, notModelledAt } from './project';

/** A file whose variables have their values. */
export interface ComposeFile {
  readonly path: string;
  readonly folder: string;
  readonly value: unknown;
  readonly originOf: (path: readonly string[]) => Origin;
  /** The profiles that are asked for; `*` is any. */
  readonly profiles: readonly string[];
}

/** Keys and numbers that lead to a part. */
export type Path = readonly string[];
/** A mapping. */
export type Fields = Readonly<Record<string, unknown>>;

/** Of one file. */
export class FieldReader {
  readonly #file: ComposeFile;

  constructor(file: ComposeFile) {
    this.#file = file;
  }

  /** `NAME=value`, from a mapping or a list. A name alone has the value that it has here, which is none. */
  protected pairs(value: unknown, path: Path): readonly string[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((pair) => this.text(pair, path));
    return Object.entries(this.fields(value, path)).map(([name, item]) =>
      item === null ? name : `${name}=${this.text(item, [...path, name], 'a string, number, boolean or null')}`,
    );
  }

  protected text(value: unknown, path: Path, kind = 'a string'): string {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
    throw this.invalid(path, kind);
  }

  /** No number, and no truth value. */
  protected string(value: unknown, path: Path): string {
    if (typeof value === 'string') return value;
    throw this.invalid(path, 'a string');
  }

  protected list(value: unknown, path: Path): readonly unknown[] {
    if (value === undefined || value === null || Array.isArray(value)) return value ?? [];
    throw this.invalid(path, 'a list');
  }

  protected fields(value: unknown, path: Path): Fields {
    if (isMapping(value)) return value;
    throw this.invalid(path, 'a mapping');
  }

  /** What is read before the schema is asked. */
  protected mapping(value: unknown, problem: string): Fields {
    if (isMapping(value)) return value;
    throw this.wrong(problem);
  }

  protected invalid(path: Path, kind: string): CliError {
    return this.wrong(`validating ${this.#file.path}: ${path.join('.')} must be ${kind}`);
  }

  protected unknown(path: Path, key: string): CliError {
    return this.wrong(`validating ${this.#file.path}: ${path.join('.')} Additional property ${key} is not allowed`);
  }

  protected wrong(message: string): CliError {
    return new CliError(message, EXIT_CODES.unreadable);
  }

  protected notModelled(path: Path, value?: string): CliError {
    const what = value === undefined ? path.join('.') : `${path.join('.')}: ${value}`;
    const { file, line } = this.#file.originOf(path);
    return notModelledAt(file, line, what);
  }
}

function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
