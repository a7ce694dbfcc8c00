/** `$VARIABLE`, `${VARIABLE:-usual}` and their kin in the texts of a compose file. compose-go: template/template.go. */

const PATTERN = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|(\{))/g;

/** What variables are, and who is told of what is missing. */
export interface Variables {
  readonly valueOf: (name: string) => string | undefined;
  /** A variable that is not set, and stands for nothing. */
  readonly miss: (name: string) => void;
  /** A variable that has to be set; `path` leads to the text. */
  readonly require: (name: string, message: string, path: string) => never;
  /** A text whose brace opens no variable. */
  readonly invalid: (text: string, path: string) => never;
}

/** The text with the variables' values in it; `$$` is a dollar. */
export function interpolate(text: string, variables: Variables, path = ''): string {
  return text.replace(
    PATTERN,
    (_, dollar?: string, short?: string, long?: string, operator?: string, word = '', open?: string) => {
      if (dollar !== undefined) return '$';
      if (open !== undefined) return variables.invalid(text, path);
      const name = short ?? long ?? '';
      const value = variables.valueOf(name);
      const isSet = operator?.startsWith(':') === true ? value !== undefined && value !== '' : value !== undefined;
      const other = () => interpolate(word, variables, path);
      if (operator?.endsWith('+') === true) return isSet ? other() : '';
      if (isSet) return value ?? '';
      if (operator?.endsWith('-') === true) return other();
      if (operator?.endsWith('?') === true) return variables.require(name, other(), path);
      variables.miss(name);
      return '';
    },
  );
}

/** Of a variable that has to be set. */
export function missing(name: string, message: string): string {
  return `required variable ${name} is missing a value${message === '' ? '' : `: ${message}`}`;
}

/** The same in all texts of a value; keys stay. */
export function interpolateAll(value: unknown, variables: Variables, path: readonly string[] = []): unknown {
  if (typeof value === 'string') return interpolate(value, variables, path.join('.'));
  if (Array.isArray(value)) return value.map((item) => interpolateAll(item, variables, [...path, '[]']));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, interpolateAll(item, variables, [...path, key])]),
  );
}

/**
 * The variables of a file `.env`: `NAME=value` or `NAME: value`. Variables have their values in it, but between single quotes;
 * between double ones a backslash makes line ends and tabs. compose-go: dotenv/parser.go.
 */
export function readEnvironment(
  text: string,
  outside: Pick<Variables, 'valueOf' | 'miss'>,
  fail: (problem: string) => never,
): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  const variables: Variables = {
    valueOf: (name) => outside.valueOf(name) ?? read.get(name),
    miss: outside.miss,
    require: (name, message) => fail(missing(name, message)),
    invalid: (found) => fail(`Invalid template: "${found}"`),
  };
  for (const line of text.split('\n').map((one) => one.trim())) {
    const [, name, value = ''] = /^(?:export\s+)?([A-Za-z_][\w.]*)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, quote, quoted = ''] = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value) ?? [];
    if (quote === "'") read.set(name, quoted);
    else read.set(name, interpolate(quote === '"' ? unescaped(quoted) : value.replace(/\s+#.*$/, ''), variables));
  }
  return read;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (all, letter: string) => ESCAPES[letter] ?? all);
}
