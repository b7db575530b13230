// The direction of imports, as docs/architecture.md draws it:
//
//   contracts ← domain ← {signing, egress, mail, persistence, temporal} ← {activities, admission, relay} ← apps
//                         (these five may use batching, config, observability, processes)
//
// workflows import contracts, domain and types only: they run in Temporal's sandbox and must be deterministic.

const SPEC = '\\.spec\\.ts$';
/** The web console: built by Vite for browsers, a program that Node never runs. */
const CONSOLE = '^apps/console/';
const TYPES_ONLY = ['type-only'];
/** Libraries that know nothing of the product but contracts and domain, and that the others may use. */
const GROUND_LIBS = 'batching|config|observability|processes';
/** Node's own modules; with and without `node:`. */
const CORE = ['core'];

/** A lib's code may import itself, npm packages, Node, and of our own only `allowed` (a pattern for the lib's name). */
function libMayImport(lib, allowed, because) {
  const inside = allowed === '' ? lib : `${lib}|${allowed}`;
  return {
    name: `libs-${lib.replaceAll('|', '-')}`,
    comment: because,
    severity: 'error',
    from: { path: `^libs/(${lib})/`, pathNot: SPEC },
    to: { path: '^(libs|activities|workflows|apps|tools|test)/', pathNot: `^libs/(${inside})/` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle makes the order of loading, and the direction of knowledge, a matter of chance.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: TYPES_ONLY } },
    },
    {
      name: 'no-orphans',
      comment: 'A module that nobody imports and that is no entry point is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          SPEC,
          '\\.d\\.ts$',
          '/main\\.tsx?$',
          '^workflows/index\\.ts$',
          '^tools/',
          '^test/',
          '/migrations/',
          '^apps/console/public/',
        ],
      },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'An import that cannot be resolved escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },

    libMayImport('contracts', '', 'contracts is the ground: everybody may import it, it imports nobody.'),
    libMayImport('domain', 'contracts', 'domain holds pure rules over contracts.'),
    libMayImport('batching', '', 'batching knows nothing of what it groups.'),
    libMayImport('config', 'contracts|domain', 'config is used by programs and below them by nobody it could import.'),
    libMayImport('observability', 'contracts|domain', 'observability must be usable from every other lib.'),
    libMayImport('processes', 'contracts|domain|observability', 'processes knows operating-system processes only.'),
    libMayImport(
      'signing',
      `contracts|domain|${GROUND_LIBS}`,
      'signing is used by activities and the API; it does no I/O.',
    ),
    libMayImport('mail', GROUND_LIBS, 'mail hands mails to a server and knows nothing of what they say.'),
    libMayImport('egress', `contracts|domain|${GROUND_LIBS}`, 'egress is the one HTTP client and knows no table.'),
    libMayImport(
      'persistence',
      `contracts|domain|${GROUND_LIBS}`,
      'persistence knows tables, neither HTTP nor Temporal.',
    ),
    libMayImport('temporal', `contracts|domain|${GROUND_LIBS}`, 'temporal knows the engine, not the tables.'),
    libMayImport(
      'admission',
      `contracts|domain|signing|persistence|${GROUND_LIBS}`,
      'admission judges events by what a tenant has stored, for the API and for the relay.',
    ),
    {
      name: 'libs-relay',
      comment:
        'relay turns rows into workflows: above persistence and temporal, beside activities, of which it may name types.',
      severity: 'error',
      from: { path: '^libs/relay/', pathNot: SPEC },
      to: {
        path: '^(libs|activities|workflows|apps|tools|test)/',
        pathNot: `^libs/(relay|admission|contracts|domain|persistence|temporal|${GROUND_LIBS})/`,
        dependencyTypesNot: TYPES_ONLY,
      },
    },
    {
      name: 'libs-known',
      comment: 'A new lib needs its place in the order of imports: add it to this file.',
      severity: 'error',
      from: {
        path: '^libs/',
        pathNot: `^libs/(contracts|domain|signing|egress|mail|persistence|temporal|admission|relay|${GROUND_LIBS})/`,
      },
      to: { path: '^(libs|activities|workflows|apps)/' },
    },
    {
      name: 'pure-libs-without-node',
      comment: "contracts and domain run inside Temporal's workflow sandbox, which has no Node modules.",
      severity: 'error',
      from: { path: '^libs/(contracts|domain)/', pathNot: SPEC },
      to: { dependencyTypes: CORE },
    },
    {
      name: 'libs-by-subpath',
      comment: 'From one lib to another only through its index, as #libs/<name>: what it does not export is its own.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/', pathNot: SPEC },
      to: { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'programs-by-subpath',
      comment: 'Programs too take libs by #libs/<name> only.',
      severity: 'error',
      from: { path: '^(apps|activities|workflows|tools)/', pathNot: SPEC },
      to: { path: '^libs/', dependencyTypesNot: ['aliased-subpath-import'] },
    },

    {
      name: 'workflows-deterministic',
      comment:
        'Workflow code imports contracts, domain, @temporalio/workflow and @temporalio/common; types from anywhere.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: SPEC },
      to: {
        pathNot: '^(workflows|libs/contracts|libs/domain|node_modules/@temporalio/(workflow|common))/',
        dependencyTypesNot: TYPES_ONLY,
      },
    },
    {
      name: 'workflows-only-by-the-worker',
      comment: 'Workflow code runs in the worker; elsewhere a workflow is named by its type, from contracts.',
      severity: 'error',
      from: { path: '^(libs|activities|apps)/', pathNot: [SPEC, '^apps/(worker|standalone)/'] },
      to: { path: '^workflows/', dependencyTypesNot: TYPES_ONLY },
    },
    {
      name: 'api-never-reaches-workflows',
      comment:
        'The API starts and signals by contract; with workflow code in it, replicas would have to be versioned too.',
      severity: 'error',
      from: { path: '^apps/api/', pathNot: SPEC },
      to: { path: '^workflows/', reachable: true },
    },
    {
      name: 'activities-below-apps',
      comment: 'Activities are side effects over libs; workflows call them by name, apps wire them.',
      severity: 'error',
      from: { path: '^activities/', pathNot: SPEC },
      to: { path: '^(apps|workflows|tools|test)/' },
    },
    {
      name: 'apps-on-top',
      comment: 'Nothing imports a program, but tests and the generator of the API document.',
      severity: 'error',
      from: { pathNot: ['^apps/', '^test/', '^tools/(generate-docs\\.ts$|docs/)', SPEC] },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-apart',
      comment: 'api and worker are programs of their own; only the standalone puts them together.',
      severity: 'error',
      from: { path: '^apps/(api|worker)/', pathNot: SPEC },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },

    {
      name: 'console-apart',
      comment:
        'The console knows the product by docs/openapi.json alone: what it imports of libs would bring zod to the browser.',
      severity: 'error',
      from: { path: CONSOLE, pathNot: SPEC },
      to: { path: '^(libs|activities|workflows|apps|tools|test)/', pathNot: CONSOLE },
    },
    {
      name: 'console-without-node',
      comment: 'It runs in browsers.',
      severity: 'error',
      from: { path: CONSOLE, pathNot: SPEC },
      to: { dependencyTypes: CORE },
    },

    {
      name: 'no-tests-in-code',
      comment: 'What runs in production does not import test code.',
      severity: 'error',
      from: { path: '^(apps|activities|workflows|libs|tools)/', pathNot: SPEC },
      to: { path: ['^test/', SPEC] },
    },
    {
      name: 'no-development-packages',
      comment: 'The image is installed without devDependencies.',
      severity: 'error',
      from: { path: '^(apps|activities|workflows|libs)/', pathNot: [SPEC, CONSOLE] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: TYPES_ONLY },
    },
    {
      name: 'declared-packages',
      comment: 'A package that package.json does not name is there by accident.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports count for cycles and direction, where a rule does not say otherwise.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
