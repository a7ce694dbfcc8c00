/** The images of an engine, and the names that they have. moby: image/store.go, reference/store.go. */
import { type Image, parseReference } from './image';

/** Images by their names; one without a name is left over. */
export class ImageStore {
  /** By `busybox:latest`. */
  readonly #named = new Map<string, Image>();
  readonly #all = new Map<string, Image>();

  constructor(images: Iterable<Image>) {
    for (const image of images) this.tag(image, image.repository);
  }

  /** Every image, in the order in which they came. */
  get list(): readonly Image[] {
    return [...this.#all.values()];
  }

  /** What completes a name: `busybox`, or `busybox:v1` for another tag than the latest. */
  get names(): readonly string[] {
    return [...this.#named.keys()].map((name) => name.replace(/:latest$/, ''));
  }

  /** The image of a name. */
  named(reference: string): Image | undefined {
    return this.#named.get(wholeName(reference));
  }

  /** The image of a name, or of an id's start. */
  find(reference: string): Image | undefined {
    return this.named(reference) ?? this.byId(reference);
  }

  /** The image that an id, or the start of one, means. */
  byId(text: string): Image | undefined {
    const id = text.replace(/^sha256:/, '');
    return /^[0-9a-f]{4,64}$/.test(id) ? this.list.find((image) => image.id.startsWith(id)) : undefined;
  }

  /** `busybox:latest`, in the order in which they are listed: Docker Hub's own before others. */
  namesOf(image: Image): readonly string[] {
    const names = [...this.#named].flatMap(([name, one]) => (one.id === image.id ? [name] : []));
    return names.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  }

  /** Gives a name to an image, which another one may have lost by it. */
  tag(image: Image, reference: string): void {
    this.#all.set(image.id, image);
    this.#named.set(wholeName(reference), image);
  }

  untag(name: string): void {
    this.#named.delete(name);
  }

  remove(image: Image): void {
    for (const name of this.namesOf(image)) this.untag(name);
    this.#all.delete(image.id);
  }
}

function wholeName(reference: string): string {
  const { repository, tag } = parseReference(reference);
  return `${repository}:${tag}`;
}

/** docker.io/library/busybox, docker.io/my/box. */
function sortKey(name: string): string {
  return name.includes('/') ? name : `library/${name}`;
}
