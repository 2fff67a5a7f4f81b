/** `.sql` and `.lua` import as text: in the bundles by esbuild's loader, in tests by a plugin. */
declare module '*.sql' {
  const text: string;
  export default text;
}

declare module '*.lua' {
  const text: string;
  export default text;
}
