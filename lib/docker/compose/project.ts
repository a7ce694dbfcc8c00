/** What a compose file asks for, as values. compose-go: types/project.go. */
import { CliError } from '../command/cli';

/** All services and networks of one name. */
export interface Project {
  readonly name: string;
  /** Where relative paths begin, and the file. */
  readonly folder: string;
  readonly file: string;
  /** By name. */
  readonly services: readonly Service[];
  /** Those that services are in. */
  readonly networks: readonly ProjectNetwork[];
}

/** Containers that are alike. */
export interface Service {
  readonly name: string;
  readonly image: string;
  readonly containerName: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly entrypoint: readonly string[] | undefined;
  /** Options of `docker create`, each with the keys that lead to where it stands. */
  readonly options: readonly ServiceOption[];
  /** In the order of joining; none with `network_mode`. */
  readonly networks: readonly ServiceNetwork[];
  /** What its containers alone call those of other services. */
  readonly links: readonly { readonly service: string; readonly name: string }[];
  /** Services that are started before. */
  readonly dependsOn: readonly string[];
  readonly scale: number;
  /** By which a change shows. */
  readonly text: string;
}

/** What one key means. */
export interface ServiceOption {
  readonly argv: readonly string[];
  readonly path: readonly string[];
}

/** A network that a service is in. */
export interface ServiceNetwork {
  /** As the file calls it. */
  readonly key: string;
  readonly aliases: readonly string[];
  readonly address: string | undefined;
}

/** A network to be made, or to be found there. */
export interface ProjectNetwork {
  readonly key: string;
  readonly name: string;
  readonly external: boolean;
  /** Options of `docker network create`. */
  readonly options: readonly ServiceOption[];
  readonly labels: ReadonlyMap<string, string>;
}

/** Exit codes of docker compose. compose: cmd/compose/compose.go. */
export const EXIT_CODES = { failure: 1, noFile: 14, unreadable: 15 } as const;

/** Something in a file that chainwalk has not: says the file, the line and the key. */
export function notModelledAt(file: string, line: number, what: string): CliError {
  return new CliError(`${file}:${line}: ${what} is not modelled by chainwalk`, EXIT_CODES.unreadable);
}

/** A container's name. */
export function containerName(project: Project, service: Service, number: number): string {
  return service.containerName ?? `${project.name}-${service.name}-${number}`;
}

/** The services, each behind those that it depends on; alike ones by name. */
export function inDependencyOrder(services: readonly Service[]): readonly Service[] {
  const done: Service[] = [];
  const visit = (service: Service): void => {
    if (done.includes(service)) return;
    for (const name of service.dependsOn) {
      const other = services.find((one) => one.name === name);
      if (other !== undefined) visit(other);
    }
    done.push(service);
  };
  for (const service of services) visit(service);
  return done;
}

/** The services that are named and what they depend on; all if none is named. Throws a `CliError` for a name that is none. */
export function selectServices(
  { services }: Project,
  names: readonly string[],
  withOthers: boolean,
): readonly Service[] {
  if (names.length === 0) return services;
  const chosen = new Set<Service>();
  const choose = (name: string): void => {
    const service = services.find((one) => one.name === name);
    if (service === undefined) throw new CliError(`no such service: ${name}`);
    if (chosen.has(service)) return;
    chosen.add(service);
    if (withOthers) for (const other of service.dependsOn) choose(other);
  };
  for (const name of names) choose(name);
  return services.filter((service) => chosen.has(service));
}
