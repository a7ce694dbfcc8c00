/** `docker compose`, whose code comes when it is typed: most who type `docker` do not. */
import type { Wait } from '../../machine';
import type { Client } from '../command/cli';
import { notModelled } from '../dockerError';
import type { LoadYaml } from './yaml';

/** The words that may follow `docker compose`. */
export const COMPOSE_WORDS: readonly string[] =
  'config create down exec images kill logs ls pause port ps restart rm run start stop top unpause up version'.split(
    ' ',
  );

type Compose = (client: Client, argv: readonly string[]) => Generator<Wait, number, void>;

let loaded: Compose | undefined;

/** Loads it, once. */
export async function loadCompose(loadYaml: LoadYaml): Promise<void> {
  if (loaded !== undefined) return;
  const [{ compose }, readYaml] = await Promise.all([import('./compose.js'), loadYaml()]);
  loaded = (client, argv) => compose(client, argv, readYaml);
}

/** Throws a `DockerError` where nothing reads YAML. */
export function lateCompose(): Compose {
  if (loaded === undefined) throw notModelled('docker compose without a reader of YAML');
  return loaded;
}
