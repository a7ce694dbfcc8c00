/** `--format` of the commands that tell one thing. docker/cli: cli/command/system. */
import { type GoStruct, toJson } from '../format/goValue';
import { inferStruct } from '../format/inferredValue';
import { fillTemplate, parseTemplate } from '../format/template';
import { TemplateError } from '../format/templateError';
import { CliError } from './cli';

/** A value, and what Go calls its type. */
export interface Told {
  readonly value: GoStruct;
  readonly type: string;
  /** What Go calls the types of fields that are structs of their own. */
  readonly types: Readonly<Record<string, string>>;
}

/** Throws a `CliError` for a template that is none. */
export function checkTemplate(format: string, name: string): void {
  try {
    parseTemplate(format, name);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`template parsing error: template: ${error.message}`, 64);
  }
}

/** A line by a template; `json`: all of it. Throws a `TemplateError` for one that cannot be filled in. */
export function formatOne(format: string, name: string, { value, type, types }: Told): string {
  if (format === 'json') return `${toJson(value)}\n`;
  return `${fillTemplate(parseTemplate(format, name), inferStruct(value, { type, types }))}\n`;
}
