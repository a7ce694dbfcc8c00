/** The computer beneath: what runs for long lets it see to its own events, such as Ctrl-C and messages. */

interface MessagePort {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
  close(): void;
}

/** There in Node, in tabs and in workers; a browser's setTimeout would wait 4 ms. */
const { MessageChannel } = globalThis as unknown as {
  readonly MessageChannel: new () => { readonly port1: MessagePort; readonly port2: MessagePort };
};

const { setTimeout: startTimer } = globalThis as unknown as {
  readonly setTimeout: (wake: () => void, milliseconds: number) => unknown;
};

/** Resolves after some real milliseconds. */
export async function waitReally(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => startTimer(resolve, milliseconds));
  lastTurn = Date.now();
}

/** Real milliseconds after which somebody else has a turn. */
const TURN = 50;

let lastTurn = 0;

/** Whether others have had no turn for 50 ms of real time, which no machine sees. */
export function isTurnOver(): boolean {
  return Math.abs(Date.now() - lastTurn) > TURN;
}

/** Resolves when all events that were waiting have been seen to. */
export async function yieldToEvents(): Promise<void> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
  lastTurn = Date.now();
}
