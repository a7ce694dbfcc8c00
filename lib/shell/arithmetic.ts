/** Arithmetic of whole numbers and variables, done at once; what is out of the ordinary is left to the interpreter. */

/** As the interpreter's parser makes them; those that are not named here are left to it. */
export type ArithmeticNode =
  | { readonly type: 'ArithNumber'; readonly value: number }
  | { readonly type: 'ArithVariable'; readonly name: string }
  | { readonly type: 'ArithGroup'; readonly expression: ArithmeticNode }
  | {
      readonly type: 'ArithBinary';
      readonly operator: string;
      readonly left: ArithmeticNode;
      readonly right: ArithmeticNode;
    }
  | {
      readonly type: 'ArithUnary';
      readonly operator: string;
      readonly operand: ArithmeticNode;
      readonly prefix: boolean;
    }
  | {
      readonly type: 'ArithAssignment';
      readonly operator: string;
      readonly variable: string;
      readonly value: ArithmeticNode;
      readonly subscript?: unknown;
    };

/** A script's variables. */
export interface Numbers {
  get(name: string): string | undefined;
  /** False if it is no plain variable. */
  set(name: string, value: number): boolean;
}

/** The value; undefined if the interpreter is to compute it. */
export type Evaluate = (variables: Numbers) => number | undefined;

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number | undefined>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? undefined : Math.trunc(left / right)),
  '%': (left, right) => (right === 0 ? undefined : left % right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
};

/** Compiles an expression; what changes a variable stands outermost only. Undefined for one that is left to the interpreter. */
export function compileArithmetic(node: ArithmeticNode): Evaluate | undefined {
  if (node.type === 'ArithUnary' && (node.operator === '++' || node.operator === '--')) {
    const { operand, operator, prefix } = node;
    if (operand.type !== 'ArithVariable') return undefined;
    const step = operator === '++' ? 1 : -1;
    return (variables) => {
      const value = numberOf(variables.get(operand.name));
      if (value === undefined || !variables.set(operand.name, value + step)) return undefined;
      return prefix ? value + step : value;
    };
  }
  if (node.type !== 'ArithAssignment') return compileValue(node);
  const { variable, operator, subscript } = node;
  const value = compileValue(node.value);
  const combine = operator === '=' ? undefined : OPERATORS[operator.slice(0, -1)];
  if (value === undefined || subscript !== undefined || (operator !== '=' && combine === undefined)) return undefined;
  return (variables) => {
    const right = value(variables);
    const left = combine === undefined ? 0 : numberOf(variables.get(variable));
    if (right === undefined || left === undefined) return undefined;
    const result = safe(combine === undefined ? right : combine(left, right));
    return result !== undefined && variables.set(variable, result) ? result : undefined;
  };
}

function compileValue(node: ArithmeticNode): Evaluate | undefined {
  if (node.type === 'ArithNumber') return Number.isSafeInteger(node.value) ? () => node.value : undefined;
  if (node.type === 'ArithVariable') return ({ get }) => numberOf(get(node.name));
  if (node.type === 'ArithGroup') return compileValue(node.expression);
  if (node.type !== 'ArithBinary') return undefined;
  const operate = OPERATORS[node.operator];
  const left = compileValue(node.left);
  const right = compileValue(node.right);
  if (operate === undefined || left === undefined || right === undefined) return undefined;
  return (variables) => {
    const one = left(variables);
    const other = right(variables);
    return one === undefined || other === undefined ? undefined : safe(operate(one, other));
  };
}

function safe(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** A variable's value as a number, without zeros before it, which would make it octal. */
function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^(0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : undefined;
}
