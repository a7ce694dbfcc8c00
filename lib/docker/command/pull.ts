/** `docker pull`. No registry is modelled: images that are not on the machine cannot be pulled. */

import { DockerError } from '../dockerError';
import { parseReference } from '../image/image';
import { ask, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

const PULL_FLAGS: FlagTable = {
  command: 'docker pull',
  booleans: ['quiet,q'],
  refused: ['all-tags,a', 'disable-content-trust', 'platform'],
  usage: ['[OPTIONS] NAME[:TAG|@DIGEST]', 'Pull an image or a repository from a registry'],
  arguments: { exactly: 1 },
};

/** `docker pull IMAGE` */
export const pull: Command = function* (client, argv) {
  const flags = parseFlags(PULL_FLAGS, argv);
  const [reference = ''] = flags.arguments;
  if (!/:[\w.-]+$/.test(reference) && !flags.has('quiet')) print(client, 'Using default tag: latest');
  const image = yield* ask(client, () => client.engine.findImage(reference));
  if (image === undefined) throw pullDenied(reference);
  const path = image.repository.includes('/') ? image.repository : `library/${image.repository}`;
  if (!flags.has('quiet')) {
    print(
      client,
      `latest: Pulling from ${path}`,
      `Digest: sha256:${image.id}`,
      `Status: Image is up to date for ${image.repository}:latest`,
    );
  }
  print(client, `docker.io/${path}:latest`);
  return 0;
};

/** The registry's refusal of images that are private or do not exist. */
export function pullDenied(reference: string): DockerError {
  const { repository } = parseReference(reference);
  return new DockerError(
    'not-found',
    `pull access denied for ${repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
  );
}
