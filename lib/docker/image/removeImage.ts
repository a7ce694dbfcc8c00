/** `docker rmi`: a name goes, and with the last one the image. moby: daemon/images/image_delete.go. */
import type { Container } from '../container/container';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { type Image, imageName, parseReference } from './image';

/** What the client tells of it. */
export interface Removal {
  readonly kind: 'Untagged' | 'Deleted';
  readonly name: string;
}

/** Throws a `DockerError` if there is no such image, or a container needs it. */
export function removeImage(engine: DockerEngine, reference: string, force: boolean): readonly Removal[] {
  const { images } = engine;
  const named = images.named(reference);
  const image = named ?? images.byId(reference);
  if (image === undefined) throw new DockerError('not-found', `No such image: ${reference}`);
  const names = images.namesOf(image);
  const using = [...engine.containers.values()].filter(({ config }) => config.image.id === image.id);
  const [first] = using;
  const isSingle = new Set(names.map((name) => parseReference(name).repository)).size <= 1 && names.length <= 1;
  if (named !== undefined) {
    if (!force && isSingle && first !== undefined)
      throw conflict(
        `unable to remove repository reference ${JSON.stringify(reference)} (must force) - container ${first.shortId} is using its referenced image ${shortId(image)}`,
      );
    const untagged = untag(engine, image, imageName(reference));
    if (names.length > 1 || using.some(({ running }) => running)) return [untagged];
    return [untagged, ...remove(engine, image)];
  }
  if (!force || using.some(({ running }) => running)) checkUse(image, using);
  if (!force && !isSingle)
    throw conflict(
      `unable to delete ${shortId(image)} (must be forced) - image is referenced in multiple repositories`,
    );
  return [...names.map((name) => untag(engine, image, name)), ...remove(engine, image)];
}

function checkUse(image: Image, using: readonly Container[]): void {
  const running = using.find((container) => container.running);
  if (running !== undefined)
    throw conflict(
      `unable to delete ${shortId(image)} (cannot be forced) - image is being used by running container ${running.shortId}`,
    );
  const [stopped] = using;
  if (stopped !== undefined)
    throw conflict(
      `unable to delete ${shortId(image)} (must be forced) - image is being used by stopped container ${stopped.shortId}`,
    );
}

function conflict(message: string): DockerError {
  return new DockerError('conflict', `conflict: ${message}`);
}

function untag(engine: DockerEngine, image: Image, name: string): Removal {
  engine.images.untag(name);
  engine.events.tell('image', 'untag', `sha256:${image.id}`, { name: `sha256:${image.id}` });
  return { kind: 'Untagged', name };
}

/** The image and its only layer. */
export function remove(engine: DockerEngine, image: Image): readonly Removal[] {
  const name = `sha256:${image.id}`;
  engine.images.remove(image);
  engine.events.tell('image', 'delete', name, { name });
  return [
    { kind: 'Deleted', name },
    { kind: 'Deleted', name },
  ];
}

function shortId({ id }: Image): string {
  return id.slice(0, 12);
}
