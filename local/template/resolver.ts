import { isObject, type Json, type JsonObject } from './cloud-formation.ts';
import { expandDynamicReferences } from './dynamic-references.ts';
import { intrinsics } from './intrinsics.ts';
import { type Evaluation, type Lookup, noValue, type Resolved } from './lookup.ts';

/** Resolves intrinsic functions and dynamic references in any value of a template. */
export class Resolver implements Evaluation {
  readonly lookup: Lookup;

  constructor(lookup: Lookup) {
    this.lookup = lookup;
  }

  /** The value with every reference replaced; `null` for `AWS::NoValue` itself. */
  value(json: Json): Json {
    const resolved = this.resolve(json);
    return resolved === noValue ? null : resolved;
  }

  resolve(json: Json): Resolved {
    if (typeof json === 'string') return expandDynamicReferences(json, this.lookup.secret);
    if (Array.isArray(json)) return json.map((item: Json) => this.resolve(item)).filter(isPresent);
    return isObject(json) ? this.#object(json) : json;
  }

  /** A reference is often put together by `Fn::Join`. */
  #expanded(resolved: Resolved): Resolved {
    return typeof resolved === 'string' ? expandDynamicReferences(resolved, this.lookup.secret) : resolved;
  }

  #object(json: JsonObject): Resolved {
    const entries = Object.entries(json);
    const [first] = entries;
    const intrinsic = entries.length === 1 && first ? intrinsics[first[0]] : undefined;
    if (intrinsic !== undefined && first) return this.#expanded(intrinsic(first[1], this));
    const resolved = entries.map(([key, value]) => [key, this.resolve(value)] as const);
    return Object.fromEntries(resolved.filter((entry): entry is [string, Json] => isPresent(entry[1])));
  }
}

const isPresent = (value: Resolved): value is Json => value !== noValue;
