import { type Command, Redis } from 'ioredis';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Command timed out';

/**
 * A client that leaves a connection on which nothing was heard between a command and its time-out: the other host may have
 * vanished without a word, and the system would wait a quarter of an hour.
 *
 * @NOTE ioredis has `socketTimeout` for that, which takes a function's freeze for silence: after it timers come due before what
 * arrived meanwhile is read. Two turns of the event loop have a whole poll between them.
 */
export class WatchfulRedis extends Redis {
  /** Commands that were sent before: what was not answered on a connection is sent again on the next. */
  readonly #sent = new WeakSet<Command>();

  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    const socket = this.stream;
    const heard = socket?.bytesRead;
    const answer = super.sendCommand(command, stream);
    if (this.#sent.has(command)) return answer;
    this.#sent.add(command);
    command.promise.catch(async (error: unknown) => {
      if (!isTimeout(error)) return;
      await turn();
      await turn();
      if (this.stream !== socket || socket?.bytesRead !== heard) return;
      socket?.destroy(new Error('cannot go on with this connection: nothing is heard on it'));
    });
    return answer;
  }
}
