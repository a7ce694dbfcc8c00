/** What an attached client passes on: its input to a process in a container, that one's output to its own. docker/cli: cli/command/container/hijack.go. */
import { type Pipe, type Process, readInput } from '../../machine';
import type { Container } from '../container/container';

/** Passes a client's standard input on as it comes; `ends`: its end as well. */
export function forwardInput(client: Process, target: Pipe, ends = true): void {
  client.spawn(
    (function* () {
      for (;;) {
        const bytes = yield* readInput(client);
        if (bytes === '' || target.isAbandoned) break;
        target.write(bytes);
        if (target.isFull) yield target.writable();
      }
      if (ends) target.end();
      return 0;
    })(),
  );
}

/** Shows what a container's first process prints from now on, until the returned function is called, or the client ends. */
export function showOutput(client: Process, { log }: Container): () => void {
  const stop = log.listen((stream, text) => {
    client[stream] += text;
  });
  client.onExit(stop);
  return stop;
}
