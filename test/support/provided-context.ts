/** What global-setup.ts starts once per run and hands to every test file, which asks for it with vitest's `inject`. */
declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * The run's folder. Tests that start servers of their own put them below it (see `createTempDir`): if the run is
     * killed, the next one finds and stops them there.
     */
    runDir: string;
    /** Superuser URL of the run's Postgres. Each test makes its own database, so that files cannot disturb each other. */
    postgresUrl: string;
    /** `host:port` of the run's Temporal dev server, which keeps everything in memory. */
    temporalAddress: string;
    /** Base URL of its Web UI. */
    temporalUiUrl: string;
    /** The Temporal CLI that it was started with. */
    temporalCliPath: string;
    /** A file with the bundle of all workflows of `workflows/index.ts`; an empty string while there is none. */
    workflowBundlePath: string;
  }
}

export {};
