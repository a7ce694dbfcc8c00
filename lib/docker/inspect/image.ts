/** `docker inspect` of an image: types.ImageInspect. Layers and the container that an image was made of are not modelled. */
import { type GoStruct, goMap } from '../format/goValue';
import type { Image } from '../image/image';

/** All fields of an image. */
export function inspectImage(image: Image): GoStruct {
  const created = new Date(image.createdAt).toISOString().replace('.000', '');
  return {
    Id: `sha256:${image.id}`,
    RepoTags: [`${image.repository}:latest`],
    RepoDigests: [],
    Parent: '',
    Comment: '',
    Created: created,
    DockerVersion: '',
    Author: '',
    Config: {
      ...(image.exposedPorts.length === 0
        ? {}
        : { ExposedPorts: goMap(image.exposedPorts.map((port) => [port, goMap()])) }),
      Env: image.environment,
      Cmd: image.command,
      WorkingDir: '',
      Entrypoint: image.entrypoint ?? null,
      Labels: null,
      ...(image.stopSignal === undefined ? {} : { StopSignal: image.stopSignal }),
    },
    Architecture: 'amd64',
    Os: 'linux',
    Size: image.size,
    VirtualSize: image.size,
    GraphDriver: { Data: null, Name: 'overlay2' },
    RootFS: { Type: 'layers' },
    Metadata: { LastTagTime: '0001-01-01T00:00:00Z' },
  };
}
