import { createHash, createHmac } from 'node:crypto';

type Bytes = string | ArrayBuffer | ArrayBufferView;
const toBytes = (bytes: Bytes) =>
  bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : (bytes as string | NodeJS.ArrayBufferView);

/** SHA-256, or HMAC of it when there is a key. Node's own: the SDK's would triple the bundle. */
export class Sha256 {
  readonly #hash;

  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }

  update(bytes: Bytes): void {
    this.#hash.update(toBytes(bytes));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}
