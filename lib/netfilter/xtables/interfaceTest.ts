/** Names of interfaces in rules. Linux: ifname_compare_aligned, include/linux/netfilter/x_tables.h. */
import { SharedValues } from './sharedValues';

/** A name, or the start of names, and whether `!` stands before it. */
export interface InterfaceTest {
  readonly name: string;
  readonly wildcard: boolean;
  readonly invert: boolean;
}

const TESTS = new SharedValues<InterfaceTest>();

/** The test of a name, the same for all rules that ask for it, or of the start of names if it ends in `+`; '' stands for any. */
export function interfaceTest(
  condition: { readonly value: string; readonly invert: boolean } | undefined,
): InterfaceTest | undefined {
  if (condition === undefined) return undefined;
  const { value, invert } = condition;
  return TESTS.get(`${invert}${value}`, () => {
    const wildcard = value === '' || value.endsWith('+');
    return { name: wildcard ? value.slice(0, -1) : value, wildcard, invert };
  });
}

/** Where there is no interface the name is empty, as in the kernel. */
export function matchesInterface(test: InterfaceTest, name = ''): boolean {
  const equal = test.wildcard ? name.startsWith(test.name) : name === test.name;
  return equal !== test.invert;
}
