/* Rules as labels: short, in the words of a listing, and never longer than the rule itself. */

/** The arguments of a rule as `iptables-save` writes it; a quoted comment stays one argument. */
function words(rule: string): readonly string[] {
  return rule.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
}

function unquote(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;
}

/** Whether nft wrote it: it has no options. */
export function isOfNft(rule: string): boolean {
  return !/(?:^| )-/.test(rule.replace(/"[^"]*"/g, ''));
}

/** Options that a listing shows in other words, as a function of their argument. */
const LISTED: Readonly<Record<string, (argument: string) => string>> = {
  '-m': () => '',
  '-s': (address) => `-s ${address.replace(/\/32$/, '')}`,
  '-d': (address) => `-d ${address.replace(/\/32$/, '')}`,
  '--comment': (comment) => `/* ${unquote(comment)} */`,
  '--ctstate': (states) => `ctstate ${states}`,
  '--dport': (port) => `dpt:${port}`,
  '--sport': (port) => `spt:${port}`,
  '--dst-type': (type) => `dst-type ${type}`,
  '--src-type': (type) => `src-type ${type}`,
  '--to-destination': (address) => `to:${address}`,
  '--to-source': (address) => `to:${address}`,
};

/**
 * A rule as one reads it in a listing: `-i docker0 ! -o docker0 -j ACCEPT` becomes `-i docker0 ! -o docker0 ACCEPT`,
 * `-m tcp --dport 80` becomes `dpt:80`. Options that are not known here stay as they are. Of nft's rules, all of which have a
 * counter here, that word is left out.
 */
export function ruleText(rule: string): string {
  const isNft = isOfNft(rule);
  const shown: string[] = [];
  const given = [...words(rule)];
  for (let word = given.shift(); word !== undefined; word = given.shift()) {
    const rewrite = Object.hasOwn(LISTED, word) ? LISTED[word] : undefined;
    const argument = rewrite && given.shift();
    if (rewrite && argument !== undefined) shown.push(rewrite(argument));
    else if (word !== '-j' && word !== '-g' && !(isNft && word === 'counter')) shown.push(word);
  }
  return shown.filter(Boolean).join(' ');
}

/** `FORWARD 5`, or `FORWARD policy` for index 0. */
export function ruleName(chain: string, index: number): string {
  return `${chain} ${index === 0 ? 'policy' : index}`;
}

/** What a listing shows in a rule's line, without the name of a policy twice. */
export function ruleDetail(rule: string, index: number): string {
  return index === 0 ? rule.replace(/^policy /, '') : ruleText(rule);
}
