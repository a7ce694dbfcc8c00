/**
 * Lets a cell print as much as it likes. ZeroMQ's publishing socket keeps 1,000 messages and drops the rest, and refuses
 * a message while it is still busy with another one; tslab sends one for each line and heeds neither.
 */

/** A publishing socket of ZeroMQ, as far as it is used here. */
interface Publisher {
  readonly closed: boolean;
  sendHighWaterMark: number;
  bind(address: string): Promise<void>;
  send(message: unknown): Promise<void>;
}

/** Gives the publishing sockets of the Jupyter kernel that `tslab` requires a queue without end, in the order of sending. */
export function unlimitPublishQueue(tslab: NodeJS.Require): void {
  const { prototype } = (tslab('zeromq') as { Publisher: { prototype: Publisher } }).Publisher;
  const { bind, send } = prototype;
  const queues = new WeakMap<Publisher, unknown[]>();

  function bindUnlimited(this: Publisher, address: string): Promise<void> {
    this.sendHighWaterMark = 0;
    return bind.call(this, address);
  }

  async function sendInTurn(this: Publisher, message: unknown): Promise<void> {
    const waiting = queues.get(this);
    if (waiting) {
      waiting.push(message);
      return;
    }
    const queue = [message];
    queues.set(this, queue);
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await send.call(this, next);
    } catch (error) {
      // A Jupyter kernel that ends closes its sockets at once; nobody listens to what it had still to say.
      if (!this.closed) throw error;
    }
    queues.delete(this);
  }

  Object.defineProperty(prototype, 'bind', { value: bindUnlimited, configurable: true });
  Object.defineProperty(prototype, 'send', { value: sendInTurn, configurable: true });
}
