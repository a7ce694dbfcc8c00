/** `--format` of the commands that tell one thing. docker/cli: cli/command/system. */
import { type GoStruct, toJson } from '../format/goValue';
import { renderTemplate } from '../format/template';
import { parseTemplate, TemplateError } from '../format/templateParser';
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
    parseTemplate(format);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`template parsing error: template: ${named(error.message, name)}`, 64);
  }
}

/** A line by a template; `json`: all of it. Throws a `TemplateError` for one that cannot be filled in. */
export function formatOne(format: string, name: string, { value, type, types }: Told): string {
  if (format === 'json') return `${toJson(value)}\n`;
  try {
    return `${renderTemplate(format, value, type)}\n`;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const [, inner = ''] = /at <\.(\w+)\.\w+>/.exec(error.message) ?? [];
    const message = error.message.replace(/ in type .*$/, ` in type ${types[inner] ?? type}`);
    throw new TemplateError(named(message, name));
  }
}

/** Errors name the template. */
function named(message: string, name: string): string {
  return message.replace(/^:/, `${name}:`).replace('executing ""', `executing "${name}"`);
}
