/** Images: what a container is made of. moby: image/image.go. Layers are not modelled: a container begins with a copy of the files. */
import type { PlaceFile, Program } from '../../machine';

/** An image with its programs and files. */
export interface Image {
  /** `busybox`, `lkarrie/nginx1`; all have the tag `latest`. */
  readonly repository: string;
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** In ms since 1970. */
  readonly createdAt: number;
  /** In bytes. */
  readonly size: number;
  readonly entrypoint?: readonly string[];
  /** The entrypoint is a script that ends by executing its arguments in its own place. */
  readonly entrypointExecs?: boolean;
  readonly command: readonly string[];
  readonly environment: readonly string[];
  /** `80/tcp` */
  readonly exposedPorts: readonly string[];
  readonly stopSignal?: 'SIGQUIT' | 'SIGTERM';
  /** Programs by name; those that a shell has of its own are not here. */
  readonly programs: ReadonlyMap<string, Program>;
  readonly files: ReadonlyMap<string, PlaceFile>;
}

/** `nginx` and `nginx:latest`, with or without docker.io before it: the repository and tag that are meant. */
export function parseReference(reference: string): { readonly repository: string; readonly tag: string } {
  const [, name = reference, tag = 'latest'] = /^(.*?)(?::([\w.-]+))?$/.exec(reference) ?? [];
  return { repository: name.replace(/^(docker\.io\/)?(library\/)?/, ''), tag };
}

/** `busybox:latest` */
export function imageName(reference: string): string {
  const { repository, tag } = parseReference(reference);
  return `${repository}:${tag}`;
}
