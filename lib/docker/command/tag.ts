/** `docker tag`. docker/cli: cli/command/image/tag.go; docker/distribution: reference/regexp.go. */
import { DockerError } from '../dockerError';
import { imageName, parseReference } from '../image/image';
import { ask, CliError, type Command } from './cli';
import { type FlagTable, parseFlags } from './flags';

const TAG_FLAGS: FlagTable = {
  command: 'docker tag',
  usage: ['SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]', 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE'],
  arguments: { exactly: 2 },
};

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const HOST = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9-]+)*(?::\\d+)?/)?';
const REFERENCE = new RegExp(`^${HOST}${COMPONENT}(?:/${COMPONENT})*(?::\\w[\\w.-]{0,127})?$`);

/** `docker tag SOURCE TARGET` */
export const tag: Command = function* (client, argv) {
  const [source = '', target = ''] = parseFlags(TAG_FLAGS, argv).arguments;
  if (!REFERENCE.test(target)) {
    const { repository } = parseReference(target);
    const why = /[A-Z]/.test(repository) ? ': repository name must be lowercase' : '';
    throw new CliError(
      `Error parsing reference: ${JSON.stringify(target)} is not a valid repository/tag: invalid reference format${why}`,
    );
  }
  yield* ask(client, () => {
    const { images, events } = client.engine;
    const image = images.find(source);
    if (image === undefined) throw new DockerError('not-found', `No such image: ${imageName(source)}`);
    images.tag(image, target);
    events.tell('image', 'tag', `sha256:${image.id}`, { name: imageName(target) });
  });
  return 0;
};
