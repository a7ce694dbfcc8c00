/** Values in words, as fmt writes them: `{{.}}`, `print` and `printf`. Go: fmt/print.go, fmt/format.go. */
import { TemplateError } from './templateError';
import { indirect, type Typed } from './typedValue';

/** What Go says of a value that is none. */
export const NO_VALUE = '<no value>';

/** As `{{…}}` prints a value. text/template: printableValue. */
export function printValue(value: Typed | undefined): string {
  const shown = value?.kind === 'pointer' ? indirect(value).value : value;
  return shown === undefined || (shown.kind === 'interface' && shown.target === undefined && value !== shown)
    ? NO_VALUE
    : formatValue(shown);
}

/** As %v writes a value; `undefined` is what no interface holds. */
export function formatValue(value: Typed | undefined, depth = 0): string {
  return new Printer({ flags: '', verb: 'v' }).value(value, depth);
}

/** fmt.Sprint: a space between neighbours that are both no text. */
export function print(values: readonly (Typed | undefined)[]): string {
  const isText = (value: Typed | undefined) => value?.kind === 'string';
  return values
    .map((value, index) => {
      const apart = index > 0 && !isText(value) && !isText(values[index - 1]);
      return (apart ? ' ' : '') + formatValue(value);
    })
    .join('');
}

const DIRECTIVE = /%(?<flags>[-+# 0]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d*))?(?<verb>.|$)/gsu;

/** fmt.Sprintf. Throws a `TemplateError` for widths that are arguments, which are not modelled. */
export function printf(format: string, values: readonly (Typed | undefined)[]): string {
  let next = 0;
  const text = format.replace(DIRECTIVE, (...match) => {
    const { flags = '', width, precision, verb = '' } = match.at(-1) as Record<string, string | undefined>;
    if (verb === '') return '%!(NOVERB)';
    if (verb === '%') return '%';
    if (width === '*' || precision === '*') throw new TemplateError('chainwalk does not model * in printf');
    if (next >= values.length) return `%!${verb}(MISSING)`;
    const number = width === undefined ? undefined : Number(width);
    return new Printer({
      flags,
      verb,
      width: number,
      precision: precision === undefined ? undefined : Number(precision),
    }).value(values[next++], 0);
  });
  if (next >= values.length) return text;
  const extra = values.slice(next).map((value) => `${value?.type.name ?? '<nil>'}=${formatValue(value)}`);
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

interface Directive {
  readonly flags: string;
  readonly verb: string;
  readonly width?: number | undefined;
  readonly precision?: number | undefined;
}

/** One directive of a format, for a value and all that is in it. */
class Printer {
  constructor(readonly directive: Directive) {}

  value(value: Typed | undefined, depth: number): string {
    const { verb } = this.directive;
    if (verb === 'T') return this.#pad(value?.type.name ?? '<nil>');
    if (value === undefined) return this.#pad(verb === 'v' ? '<nil>' : `%!${verb}(<nil>)`);
    switch (value.kind) {
      case 'string':
        return this.#text(value.text, value);
      case 'time':
        return this.#text(formatTime(value.text), value);
      case 'bool':
        return 'tv'.includes(verb) ? this.#pad(`${value.isTrue}`) : this.#bad(value);
      case 'int':
      case 'uint':
        return this.#integer(value.number, value);
      case 'float':
        return this.#float(value.number, value);
      case 'interface':
        return value.target === undefined ? this.#pad('<nil>') : this.value(value.target, depth);
      case 'pointer':
        return this.#pointer(value.target, depth);
      case 'slice':
      case 'array':
        return `[${(value.items ?? []).map((item) => this.value(item, depth + 1)).join(' ')}]`;
      case 'map': {
        const entries = [...(value.entries ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
        return `map[${entries.map(([key, item]) => `${this.#text(key, value)}:${this.value(item, depth + 1)}`).join(' ')}]`;
      }
      case 'struct':
        return `{${value.fields.names.map((name) => this.value(value.fields.get(name), depth + 1)).join(' ')}}`;
    }
  }

  #pointer(target: Typed | undefined, depth: number): string {
    if (target === undefined) return this.#pad('<nil>');
    if (depth === 0 && ['struct', 'slice', 'array', 'map'].includes(target.kind))
      return `&${this.value(target, depth + 1)}`;
    return '0xc000012345';
  }

  #text(text: string, value: Typed): string {
    const { verb, precision, flags } = this.directive;
    const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
    if (verb === 'v' || verb === 's') return this.#pad(cut);
    if (verb === 'q') return this.#pad(quote(cut));
    if (verb !== 'x' && verb !== 'X') return value.kind === 'map' ? this.#pad(cut) : this.#bad(value);
    const bytes = [...new TextEncoder().encode(cut)].map((byte) => byte.toString(16).padStart(2, '0'));
    const hex = bytes.join(flags.includes(' ') ? ' ' : '');
    return this.#pad(verb === 'x' ? hex : hex.toUpperCase());
  }

  #integer(number: number, value: Typed): string {
    const { verb, flags, precision } = this.directive;
    const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    const radix = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }[verb];
    if (verb === 'c' || verb === 'q') {
      const character = String.fromCodePoint(number);
      return this.#pad(verb === 'c' ? character : `'${character}'`);
    }
    if (verb === 'U') return this.#pad(`U+${number.toString(16).toUpperCase().padStart(4, '0')}`);
    if (radix === undefined) return this.#bad(value);
    const digits = Math.abs(number)
      .toString(radix)
      .padStart(precision ?? 0, '0');
    const prefix = verb === 'O' ? '0o' : flags.includes('#') ? ({ x: '0x', X: '0X', o: '0', b: '0b' }[verb] ?? '') : '';
    return this.#pad(verb === 'X' ? digits.toUpperCase() : digits, sign + prefix);
  }

  #float(number: number, value: Typed): string {
    const { verb, flags, precision } = this.directive;
    const sign = number < 0 ? '-' : flags.includes('+') ? '+' : '';
    const size = Math.abs(number);
    if (verb === 'f' || verb === 'F') return this.#pad(size.toFixed(precision ?? 6), sign);
    if (verb === 'e') return this.#pad(size.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2'), sign);
    if (verb !== 'v' && verb !== 'g') return this.#bad(value);
    const text = precision === undefined ? `${size}` : `${Number(size.toPrecision(Math.max(1, precision)))}`;
    return this.#pad(
      size >= 1e21 || (size > 0 && size < 1e-4) ? size.toExponential().replace(/e([+-])(\d)$/, 'e$10$2') : text,
      sign,
    );
  }

  #bad(value: Typed): string {
    return `%!${this.directive.verb}(${value.type.name}=${formatValue(value)})`;
  }

  /** To the width, with zeros only behind a number's sign. */
  #pad(text: string, sign = ''): string {
    const { width = 0, flags } = this.directive;
    const missing = Math.max(0, width - [...(sign + text)].length);
    if (flags.includes('-')) return sign + text + ' '.repeat(missing);
    return flags.includes('0') ? sign + '0'.repeat(missing) + text : ' '.repeat(missing) + sign + text;
  }
}

/** time.Time's String: `2022-07-02 08:00:03.204117 +0000 UTC`. */
function formatTime(text: string): string {
  return text.replace('T', ' ').replace('Z', ' +0000 UTC');
}

/** strconv.Quote. */
export function quote(text: string): string {
  return JSON.stringify(text)
    .replace(/\\u00([01][\da-f])/g, '\\x$1')
    .replaceAll('\\b', '\\b');
}
