import type { Store } from './stored.ts';

/** The page's `localStorage`; where the browser forbids it, as it does with all cookies blocked, a store that ends with the page. */
export function pageStore(page: { readonly localStorage: Store }): Store {
  try {
    return page.localStorage;
  } catch {
    return memoryStore();
  }
}

function memoryStore(): Store {
  const entries = new Map<string, string>();
  return {
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => {
      entries.set(key, value);
    },
    removeItem: (key) => {
      entries.delete(key);
    },
  };
}
