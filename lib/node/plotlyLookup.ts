/**
 * Elements by selector, for the window in which plotly draws: it looks for `text`, `path.xgrid` or `.points` thousands of
 * times a chart, and the window's own engine is made for harder questions. Those are still left to it.
 */

/** What this file needs of a DOM element or document; there is no DOM library in this project. */
interface LookupNode {
  readonly localName?: string;
  readonly firstElementChild: LookupNode | null;
  readonly nextElementSibling: LookupNode | null;
  readonly parentElement: LookupNode | null;
  getAttribute?(name: string): string | null;
}

/** `tag.class.class`; no tag is ''. */
interface Compound {
  readonly tag: string;
  readonly classes: readonly string[];
}

/** A selector as compounds, each inside of those before it; undefined if it is not that simple. */
function parse(selector: string): readonly Compound[] | undefined {
  if (!/^(?:\.?[\w-]+)(?:[. ][\w-]+)*$/.test(selector)) return undefined;
  return selector.split(' ').map((compound) => {
    const [tag = '', ...classes] = compound.split('.');
    return { tag, classes };
  });
}

const parsed = new Map<string, readonly Compound[] | undefined>();

function compoundsOf(selector: string): readonly Compound[] | undefined {
  if (!parsed.has(selector)) parsed.set(selector, parse(selector));
  return parsed.get(selector);
}

function isOne(element: LookupNode, { tag, classes }: Compound): boolean {
  if (tag !== '' && element.localName !== tag) return false;
  if (classes.length === 0) return true;
  const own = ` ${element.getAttribute?.('class') ?? ''} `;
  return classes.every((name) => own.includes(` ${name} `));
}

function isInside(element: LookupNode, outer: readonly Compound[]): boolean {
  let wanted = outer.length - 1;
  for (let at = element.parentElement; at && wanted >= 0; at = at.parentElement) {
    if (isOne(at, outer[wanted]!)) wanted--;
  }
  return wanted < 0;
}

/** Adds what is found below `root` to `found`, in the order of the document, until there are `limit`. */
function collect(root: LookupNode, compounds: readonly Compound[], limit: number, found: LookupNode[]): void {
  const outer = compounds.slice(0, -1);
  const visit = (parent: LookupNode): void => {
    for (let at = parent.firstElementChild; at && found.length < limit; at = at.nextElementSibling) {
      if (isOne(at, compounds.at(-1)!) && (outer.length === 0 || isInside(at, outer))) found.push(at);
      visit(at);
    }
  };
  visit(root);
}

export interface Lookup {
  querySelector(selector: string): unknown;
  querySelectorAll(selector: string): unknown;
}

/** Answers simple selectors itself and leaves all others to the prototype's own methods. */
export function quickLookup(own: Lookup): Lookup {
  const { querySelector, querySelectorAll } = own;
  return {
    querySelector(this: LookupNode & Lookup, selector) {
      const compounds = compoundsOf(selector);
      if (!compounds) return querySelector.call(this, selector);
      const found: LookupNode[] = [];
      collect(this, compounds, 1, found);
      return found[0] ?? null;
    },
    querySelectorAll(this: LookupNode & Lookup, selector) {
      const compounds = compoundsOf(selector);
      if (!compounds) return querySelectorAll.call(this, selector);
      const found: LookupNode[] = [];
      collect(this, compounds, Number.POSITIVE_INFINITY, found);
      return found;
    },
  };
}
