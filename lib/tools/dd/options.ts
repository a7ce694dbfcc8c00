/** The operands of `dd`. coreutils: src/dd.c (scanargs). */
import { helpHint, refuse, ToolError } from '../common/toolError';

export type DdStatus = 'none' | 'noxfer' | 'default';

export interface DdOptions {
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly inputBlock: number;
  readonly outputBlock: number;
  /** Blocks are written as they were read. */
  readonly isDirect: boolean;
  readonly count: number | undefined;
  readonly skip: number;
  readonly seek: number;
  /** What was in the file behind what is written stays. */
  readonly keepsRest: boolean;
  readonly isFullBlock: boolean;
  readonly status: DdStatus;
  readonly convert: (block: string) => string;
}

const BLOCK = 512;
const FACTORS: Readonly<Record<string, number>> = {
  c: 1,
  w: 2,
  b: 512,
  kB: 1000,
  k: 1024,
  K: 1024,
  KiB: 1024,
  MB: 1000 ** 2,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  GB: 1000 ** 3,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
};
/** Conversions that change nothing here. */
const WITHOUT_EFFECT: readonly string[] = ['fsync', 'fdatasync', 'noerror'];

/** Reads them. Throws a `ToolError` for what is wrong, or not modelled. */
export function readDd(words: readonly string[], isBusybox: boolean): DdOptions {
  const given = new Map<string, string>();
  for (const word of words) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? [];
    if (!/^(if|of|bs|ibs|obs|count|skip|seek|iseek|oseek|conv|iflag|oflag|status)$/.test(name))
      throw new ToolError(isBusybox ? usage(word) : `dd: unrecognized operand ‘${word}’\n${helpHint('dd')}`);
    given.set(name, value);
  }
  const numberOf = (name: string) => {
    const text = given.get(name);
    return text === undefined ? undefined : readNumber(text);
  };
  const both = numberOf('bs');
  const flags = (given.get('iflag') ?? '').split(',').filter((flag) => flag !== '' && flag !== 'fullblock');
  const conversions = (given.get('conv') ?? '').split(',').filter((one) => one !== '');
  const unknown = conversions.find((one) => !['notrunc', 'ucase', 'lcase', 'sync', ...WITHOUT_EFFECT].includes(one));
  if (unknown !== undefined) throw refuse('dd', `conv=${unknown}`);
  if (flags[0] !== undefined) throw refuse('dd', `iflag=${flags[0]}`);
  const oflags = (given.get('oflag') ?? '').split(',').filter((flag) => !/^(|direct|sync|dsync)$/.test(flag));
  if (oflags[0] !== undefined) throw refuse('dd', `oflag=${oflags[0]}`);
  const inputBlock = both ?? numberOf('ibs') ?? BLOCK;
  const outputBlock = both ?? numberOf('obs') ?? BLOCK;
  if (inputBlock === 0 || outputBlock === 0) throw new ToolError('dd: invalid number: ‘0’\n');
  return {
    input: given.get('if'),
    output: given.get('of'),
    ...{ inputBlock, outputBlock, isDirect: both !== undefined },
    count: numberOf('count'),
    skip: numberOf('skip') ?? numberOf('iseek') ?? 0,
    seek: numberOf('seek') ?? numberOf('oseek') ?? 0,
    keepsRest: conversions.includes('notrunc'),
    isFullBlock: (given.get('iflag') ?? '').split(',').includes('fullblock'),
    status: statusOf(given.get('status')),
    convert: converter(conversions, inputBlock),
  };
}

function converter(conversions: readonly string[], block: number): (text: string) => string {
  return (text) => {
    let converted = text;
    if (conversions.includes('ucase')) converted = converted.replace(/[a-z]+/g, (word) => word.toUpperCase());
    if (conversions.includes('lcase')) converted = converted.replace(/[A-Z]+/g, (word) => word.toLowerCase());
    return conversions.includes('sync') ? converted.padEnd(block, '\0') : converted;
  };
}

function statusOf(text = 'default'): DdStatus {
  if (text === 'none' || text === 'noxfer') return text;
  if (text === 'default') return text;
  if (text === 'progress') throw refuse('dd', 'status=progress');
  throw new ToolError(`dd: invalid status level: ‘${text}’\n${helpHint('dd')}`);
}

/** `10`, `4k`, `1M`, `2x512`. Throws a `ToolError` for what is none. */
function readNumber(text: string): number {
  const factors = text.split('x').map((word) => {
    const [, digits = '', unit = ''] = /^(\d+)(\w*)$/.exec(word) ?? [];
    const factor = unit === '' ? 1 : FACTORS[unit];
    return digits === '' || factor === undefined ? Number.NaN : Number(digits) * factor;
  });
  const product = factors.reduce((left, right) => left * right, 1);
  if (Number.isNaN(product)) throw new ToolError(`dd: invalid number: ‘${text}’\n`);
  return product;
}

function usage(word: string): string {
  return `dd: invalid argument '${word}'\n`;
}
