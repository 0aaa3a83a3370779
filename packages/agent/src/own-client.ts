// The agent's own door to the mesh as a caller, one for all its tasks: opened when it is first needed, on the instance's
// connection, since most agents never ask anybody.

import { type ConnectOptions, connect, type Mesh } from '@parley/mesh';

export class OwnClient {
  readonly #options: ConnectOptions;
  #opening: Promise<Mesh> | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
  }

  /** @throws ParleyError as `connect`; the next call tries again */
  get(): Promise<Mesh> {
    this.#opening ??= connect(this.#options).catch((thrown) => {
      this.#opening = undefined;
      throw thrown;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    const mesh = await this.#opening?.catch(() => undefined);
    await mesh?.close();
  }
}
