const unquotedKey = /"(?:[^"\\]|\\.)*"|(?<before>[{,]\s*)(?<key>[A-Za-z_$][\w$]*)(?=\s*:)/g;

/** Reads JSON whose keys may lack their quotes, as the cloud was once seen to. Throws a `SyntaxError` otherwise. */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not strict JSON: the keys get their quotes, and a second failure is the caller's.
    const quoted = text.replace(unquotedKey, (all: string, before?: string, key?: string) =>
      key === undefined ? all : `${before}"${key}"`,
    );
    return JSON.parse(quoted);
  }
}
