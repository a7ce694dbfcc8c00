/** What `test` and `[` say of words that they cannot make sense of. bash: test.c; busybox: coreutils/test.c. */

const BINARY = /^(=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;
const NUMERIC = /^-(eq|ne|lt|le|gt|ge)$/;
const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;

/** The complaint, with the shell's name; undefined if all is well. */
export function findTestComplaint(isAsh: boolean, name: string, given: readonly string[]): string | undefined {
  const prefix = isAsh ? 'sh: ' : `bash: ${name}: `;
  if (name === '[' && given.at(-1) !== ']') return `${prefix}${isAsh ? 'missing ]' : "missing `]'"}`;
  const complaint = complain(isAsh, name === '[' ? given.slice(0, -1) : given);
  return complaint === undefined ? undefined : `${prefix}${complaint}`;
}

function complain(isAsh: boolean, words: readonly string[]): string | undefined {
  const [first = '', second = '', third = ''] = words;
  if (words.length < 2) return undefined;
  if (first === '!') return complain(isAsh, words.slice(1));
  if (words.length === 2) {
    if (UNARY.test(first)) return undefined;
    if (!isAsh) return `${first}: unary operator expected`;
    return BINARY.test(second) ? `${second}: argument expected` : `${second}: unknown operand`;
  }
  if (words.some((word) => word === '-a' || word === '-o' || word === '(')) return undefined;
  if (!BINARY.test(second) && words.length === 3)
    return isAsh ? `${second}: unknown operand` : `${second}: binary operator expected`;
  if (words.length > 3) return isAsh ? `${second}: unknown operand` : 'too many arguments';
  const wrong = NUMERIC.test(second) ? [first, third].find((word) => !/^\s*[-+]?\d+\s*$/.test(word)) : undefined;
  if (wrong === undefined) return undefined;
  return isAsh ? `${wrong}: bad number` : `${wrong}: integer expression expected`;
}
