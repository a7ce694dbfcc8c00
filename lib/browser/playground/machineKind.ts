/** Which engine and which iptables the machines have: chosen in the page, kept in the first line of a session. */
import { byId, make } from './dom';

/** As `lab()` takes them. */
export interface MachineKind {
  /** A line of versions, `28.5`. */
  readonly engine: string;
  readonly firewallBackend: 'iptables' | 'nftables';
  readonly iptables: 'legacy' | 'nft';
}

/** The article's. */
export const ARTICLE_KIND: MachineKind = { engine: '20.10', firewallBackend: 'iptables', iptables: 'legacy' };

/** One engine of each generation of rules, and the last before and after each. */
const ENGINES = ['20.10', '26.1', '27.5', '28.0.0', '28.1', '28.5', '29'] as const;
const BACKEND = 'firewall-backend';
const NFTABLES_FROM = 29;

/** The kind as a comment, in the words in which `chainwalk run` takes it; '' for the article's. */
export function kindComment({ engine, firewallBackend, iptables }: MachineKind): string {
  const words = [
    ...(engine === ARTICLE_KIND.engine ? [] : [`--engine ${engine}`]),
    ...(firewallBackend === 'iptables' ? [] : [`--${BACKEND} ${firewallBackend}`]),
    ...(iptables === 'legacy' ? [] : [`--iptables ${iptables}`]),
  ];
  return words.length === 0 ? '' : `# chainwalk run ${words.join(' ')}\n`;
}

/** The kind that a session's first line asks for; the article's if it asks for none. */
export function readKind(text: string): MachineKind {
  const [, options = ''] = /^# chainwalk run ((?:--[a-z-]+ [\w.]+ ?)+)\r?$/m.exec(text.split('\n', 1)[0] ?? '') ?? [];
  const given = (name: string) => new RegExp(`--${name} ([\\w.]+)`).exec(options)?.[1];
  return {
    engine: given('engine') ?? ARTICLE_KIND.engine,
    firewallBackend: given(BACKEND) === 'nftables' ? 'nftables' : 'iptables',
    iptables: given('iptables') === 'nft' ? 'nft' : 'legacy',
  };
}

/** `Docker 29 with nftables, iptables-nft` */
export function kindWords({ engine, firewallBackend, iptables }: MachineKind): string {
  const backend = firewallBackend === 'nftables' ? ' with nftables' : '';
  return `Docker ${engine}${backend}${iptables === 'nft' ? ', iptables-nft' : ''}`;
}

/** The page's choice of a kind; `start` makes such machines. */
export class KindChoice {
  readonly #engine = byId('engine', HTMLSelectElement);
  readonly #iptables = byId('iptables', HTMLSelectElement);

  constructor(start: (kind: MachineKind) => void) {
    const choices = [
      ...ENGINES.map((engine) => ({ ...ARTICLE_KIND, engine })),
      { ...ARTICLE_KIND, engine: String(NFTABLES_FROM), firewallBackend: 'nftables' as const },
    ];
    this.#engine.replaceChildren(
      ...choices.map((kind) => {
        const isArticle = kind.engine === ARTICLE_KIND.engine;
        return make('option', { value: optionOf(kind) }, `${kindWords(kind)}${isArticle ? ', the article’s' : ''}`);
      }),
    );
    byId('start-kind', HTMLButtonElement).addEventListener('click', () => start(this.#chosen()));
  }

  /** Shows what the machines are now. */
  show(kind: MachineKind): void {
    this.#engine.value = optionOf(kind);
    this.#iptables.value = kind.iptables;
  }

  #chosen(): MachineKind {
    const [engine = ARTICLE_KIND.engine, backend] = this.#engine.value.split(' ');
    return {
      engine,
      firewallBackend: backend === 'nftables' ? 'nftables' : 'iptables',
      iptables: this.#iptables.value === 'nft' ? 'nft' : 'legacy',
    };
  }
}

/** As the value of an option. */
function optionOf({ engine, firewallBackend }: MachineKind): string {
  return firewallBackend === 'nftables' ? `${engine} nftables` : engine;
}
