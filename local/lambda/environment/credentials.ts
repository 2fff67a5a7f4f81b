import { randomBytes } from 'node:crypto';
import type { FunctionConfig } from '../../template/functions.ts';
import { stableId } from '../../template/physical-id.ts';

/** What a caller signs with. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
};

/** The keys of this laptop's account: one pair for each function, and one for people and tests. */
export class Keys {
  readonly #secrets = new Map<string, string>();
  readonly #roles = new Map<string, string>();
  /** Who uses the account from outside; may do everything. */
  readonly owner: Credentials = this.#make('owner');

  /** From access key id to secret. */
  get secrets(): ReadonlyMap<string, string> {
    return this.#secrets;
  }

  /** The credentials a function finds in its environment. */
  of(config: FunctionConfig): Credentials {
    const credentials = this.#make(config.arn);
    this.#roles.set(credentials.accessKeyId, config.roleArn);
    return credentials;
  }

  /** The role that a key stands for; `undefined` for the owner's and for unknown ones. */
  roleOf(accessKeyId: string): string | undefined {
    return this.#roles.get(accessKeyId);
  }

  #make(seed: string): Credentials {
    const accessKeyId = `ASIA${stableId(seed, 16).toUpperCase()}`;
    const secretAccessKey = this.#secrets.get(accessKeyId) ?? randomBytes(30).toString('base64');
    this.#secrets.set(accessKeyId, secretAccessKey);
    return { accessKeyId, secretAccessKey, sessionToken: `local-${accessKeyId}` };
  }
}
