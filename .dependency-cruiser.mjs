// The table "Layout, and who may import whom" of docs/architecture.md, as rules.
const layer = (name, from, { core = true, ...mayNot }, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: core ? { dependencyTypesNot: ['core'], ...mayNot } : mayNot,
});
const ours = '^(infra|functions|shared|client|web|local|bench|test|scripts)/';
const packages = (...names) => `node_modules/(${names.join('|')})(/|$)`;

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nobody-imports-test',
      severity: 'error',
      from: { pathNot: '^test/|\\.test\\.ts$' },
      to: { path: '^test/' },
    },
    layer(
      'protocol-is-for-every-runtime',
      '^shared/protocol/',
      { core: false, pathNot: `^shared/protocol/|${packages('valibot')}` },
      'The browser imports it: its schema library and nothing else.',
    ),
    layer(
      'chat-imports-protocol',
      '^shared/chat/',
      { core: false, path: '.', pathNot: '^shared/(chat|protocol)/', dependencyTypesNot: ['type-only'] },
      'Verbs get what they need handed in; the other shared folders as types only.',
    ),
    layer(
      'postgres',
      '^shared/postgres/',
      {
        pathNot: `^shared/(postgres|protocol)/|\\.sql$|${packages('pg', '@types/pg', 'node-pg-migrate')}`,
      },
      'pg and protocol.',
    ),
    layer(
      'redis',
      '^shared/redis/',
      { pathNot: `^shared/(redis|protocol)/|\\.lua$|${packages('ioredis')}` },
      'ioredis and protocol.',
    ),
    layer(
      'gateway',
      '^shared/gateway/',
      { pathNot: `^shared/(gateway|protocol)/|${packages('@aws-sdk/.*', '@smithy/.*')}` },
      'The AWS SDK and protocol.',
    ),
    layer(
      'shared-imports-shared',
      '^shared/',
      { path: ours, pathNot: '^shared/' },
      'Everything in shared stays in shared.',
    ),
    layer(
      'functions-import-shared',
      '^functions/',
      { path: ours, pathNot: '^(functions|shared)/' },
      'Handlers import shared.',
    ),
    layer(
      'infra-takes-data',
      '^infra/',
      {
        path: ours,
        pathNot: '^infra/|^shared/protocol/(limits|routes)\\.ts$|^shared/lambda/metric-names\\.ts$',
      },
      'From shared only names and limits.',
    ),
    layer(
      'client-imports-protocol',
      '^client/',
      { core: false, pathNot: `^client/|^shared/protocol/|${packages('valibot')}` },
      'The client runs in any JavaScript runtime.',
    ),
    layer(
      'web-imports-client',
      '^web/',
      { path: ours, pathNot: '^(web|client|shared/protocol)/' },
      'The page imports the client.',
    ),
    layer(
      'local-knows-nothing',
      '^local/',
      { path: ours, pathNot: '^local/' },
      'The local gateway knows nothing of chat.',
    ),
    layer(
      'bench-plain-is-the-product-changed',
      '^bench/delivery/plain/',
      { path: ours, pathNot: '^(bench/delivery/plain|infra|shared)/' },
      'Plain fan-out is the product with one module exchanged, so it is built from the same parts.',
    ),
    layer(
      'bench-bundles-as-infra-does',
      '^bench/cold-start/bundles\\.ts$',
      { path: ours, pathNot: '^(bench|infra)/' },
      'Bundles are measured as infra makes them.',
    ),
    layer(
      'bench-imports-client',
      '^bench/(?!delivery/plain/|cold-start/bundles\\.ts)',
      { path: ours, pathNot: '^(bench|client|shared/protocol)/|^local/start\\.ts$' },
      'Benchmarks drive the product from outside.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|\\.local|\\.build)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
