/** `ip rule`. */
import type { DumpLine } from './dumpLines';
import type { PolicyRuleFact } from './facts';
import type { Reader, Section, SectionContext } from './section';

const RULE = /^(\d{1,10}):\s+(not )?from (\S+)(?: (.*))?$/;
const KNOWN =
  /^(?:(?:to|iif|oif|fwmark|lookup|table|suppress_prefixlength|proto|protocol) \S+|\[detached\]|unreachable|prohibit|blackhole)(?: |$)/;

export const policyRuleReader: Reader = {
  begins: (text) => RULE.test(text),
  open: (context) => new PolicyRuleSection(context),
};

class PolicyRuleSection implements Section {
  readonly kind = 'ip rule';
  readonly #context: SectionContext;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    if (text === '') return true;
    const rule = RULE.exec(text);
    if (rule === null) return false;
    const [, priority = '', not, from = 'all', rest = ''] = rule;
    if (this.#context.place !== '') return true;
    const { draft } = this.#context;
    const wrong = firstUnknown(rest);
    if (wrong !== undefined) {
      draft.unread.push({ text, why: `a condition of a policy rule that is not modelled: ${wrong}`, at });
      return true;
    }
    const after = (name: string) => new RegExp(`(?:^| )${name} (\\S+)`).exec(rest)?.[1];
    const [to, input, output, suppress] = [after('to'), after('iif'), after('oif'), after('suppress_prefixlength')];
    const mark = markOf(after('fwmark'));
    const table = after('lookup') ?? after('table');
    const refused = /(?:^| )(unreachable|prohibit|blackhole)(?: |$)/.exec(rest)?.[1] as PolicyRuleFact['action'];
    draft.rules.push({
      priority: Number(priority),
      invert: not !== undefined,
      action: table === undefined ? refused : { lookup: table },
      at,
      ...(from !== 'all' && { from }),
      ...(to !== undefined && { to }),
      ...(input !== undefined && { input }),
      ...(output !== undefined && { output }),
      ...(mark !== undefined && { mark }),
      ...(suppress !== undefined && { suppressPrefixLength: Number(suppress) }),
    });
    return true;
  }

  close(): void {}
}

function firstUnknown(rest: string): string | undefined {
  let left = rest;
  while (left !== '') {
    const known = KNOWN.exec(left);
    if (known === null) return left;
    left = left.slice(known[0].length).trimStart();
  }
  return undefined;
}

/** `0x2/0xff`, or `0x2`. */
function markOf(text: string | undefined): PolicyRuleFact['mark'] {
  if (text === undefined) return undefined;
  const [value = '', mask = '0xffffffff'] = text.split('/');
  return { value: Number(value) >>> 0, mask: Number(mask) >>> 0 };
}
