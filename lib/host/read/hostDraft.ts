/** The facts of a host while its dumps are read. */
import type {
  ConnectionFact,
  ContainerFact,
  DeclaredContainer,
  DeclaredNetwork,
  HostFacts,
  InterfaceFact,
  ListenerFact,
  NeighbourFact,
  NetworkFact,
  NftTableFact,
  PlaceFacts,
  PolicyRuleFact,
  RouteFact,
  SectionFact,
  SettingFact,
  SourceLine,
  TableFact,
  UnreadLine,
} from './facts';

/** Of one namespace. */
export class PlaceDraft {
  readonly interfaces = new Map<string, InterfaceFact>();
  readonly routes: RouteFact[] = [];
  readonly listeners: ListenerFact[] = [];
  readonly settings: SettingFact[] = [];
  listenersShown = false;
  programsShown = false;

  /** An interface may be shown more than once, by `ip link`, `ip address` and `bridge link`: what a later one does not say stays. */
  addInterface(fact: InterfaceFact): void {
    const known = this.interfaces.get(fact.name);
    const said = Object.fromEntries(Object.entries(fact).filter(([, value]) => value !== undefined));
    const addresses = [...(known?.addresses ?? []), ...fact.addresses];
    const own = addresses.filter(
      (one, index) => addresses.findIndex((other) => other.address === one.address) === index,
    );
    this.interfaces.set(fact.name, { ...known, ...(said as unknown as InterfaceFact), addresses: own });
  }

  finish(): PlaceFacts {
    const { routes, listeners, listenersShown, programsShown, settings } = this;
    return { interfaces: [...this.interfaces.values()], routes, listeners, listenersShown, programsShown, settings };
  }
}

export class HostDraft {
  readonly sections: SectionFact[] = [];
  readonly tables: TableFact[] = [];
  readonly nft: NftTableFact[] = [];
  readonly sets: { readonly text: string; readonly at: SourceLine }[] = [];
  readonly rules: PolicyRuleFact[] = [];
  readonly neighbours: NeighbourFact[] = [];
  readonly connections: ConnectionFact[] = [];
  readonly containers: ContainerFact[] = [];
  readonly networks: NetworkFact[] = [];
  readonly declaredContainers: DeclaredContainer[] = [];
  readonly declaredNetworks: DeclaredNetwork[] = [];
  readonly unread: UnreadLine[] = [];
  engine: string | undefined = undefined;
  printedAt: number | undefined = undefined;
  readonly #places = new Map<string, PlaceDraft>([['', new PlaceDraft()]]);

  place(name: string): PlaceDraft {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = new PlaceDraft();
      this.#places.set(name, place);
    }
    return place;
  }

  finish(): HostFacts {
    const places = new Map([...this.#places].map(([name, place]) => [name, place.finish()]));
    const host = places.get('') ?? new PlaceDraft().finish();
    places.delete('');
    const { sections, tables, nft, sets, rules, neighbours, connections, containers, networks, engine, unread } = this;
    const { declaredContainers, declaredNetworks, printedAt } = this;
    return {
      ...host,
      sections,
      tables,
      nft,
      sets,
      rules,
      neighbours,
      connections,
      containers,
      networks,
      declaredContainers,
      declaredNetworks,
      places,
      engine,
      printedAt,
      unread,
    };
  }
}
