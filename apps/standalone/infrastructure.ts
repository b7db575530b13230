import type { Config } from '#libs/config';
import { startEmbeddedPostgres } from '#libs/persistence';
import { SEARCH_ATTRIBUTES } from '#libs/contracts';
import { resolveTemporalCli, startTemporalDevServer } from '#libs/temporal';
import { join } from 'node:path';

/** The servers that the standalone stands on. */
export interface Infrastructure {
  databaseUrl: string;
  temporalAddress: string;
  temporalUiUrl: string | undefined;
  /** Which of the servers are the standalone's own. */
  embedded: { postgres: boolean; temporal: boolean };
  /** Resolves with the name of an embedded server that ended by itself. */
  died: Promise<string>;
  /** Stops what was started here. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded Postgres and the Temporal dev server, side by side; those that configuration names are used instead.
 * @param onProgress takes short lines that tell what is being done
 */
export async function startInfrastructure(
  config: Config,
  onProgress: (message: string) => void,
): Promise<Infrastructure> {
  const stops: (() => Promise<void>)[] = [];
  const exits: Promise<string>[] = [];
  const keep = (name: string, server: { stop(): Promise<void>; exited: Promise<unknown> }): void => {
    stops.push(() => server.stop());
    exits.push(server.exited.then(() => name));
  };

  const postgres = async (): Promise<string> => {
    if (config.database.url !== undefined) return config.database.url;
    const server = await startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), onProgress });
    keep('Postgres', server);
    return server.url;
  };
  const temporal = async (): Promise<{ address: string; uiUrl: string | undefined }> => {
    const { address, uiUrl, cliPath, namespace } = config.temporal;
    if (address !== undefined) return { address, uiUrl };
    const cli = await resolveTemporalCli({ ...(cliPath === undefined ? {} : { explicitPath: cliPath }), onProgress });
    const server = await startTemporalDevServer({
      cliPath: cli.path,
      dataDir: join(config.dataDir, 'temporal'),
      namespace,
      searchAttributes: SEARCH_ATTRIBUTES,
      onProgress,
    });
    keep('Temporal', server);
    return { address: server.address, uiUrl: uiUrl ?? server.uiUrl };
  };
  // Temporal first: it must stop first, too.
  const stop = async (): Promise<void> => {
    for (const stopServer of stops.toReversed()) await stopServer();
  };

  const [database, engine] = await Promise.allSettled([postgres(), temporal()]);
  if (database.status === 'rejected' || engine.status === 'rejected') {
    await stop();
    throw database.status === 'rejected' ? database.reason : engine.status === 'rejected' ? engine.reason : undefined;
  }
  return {
    databaseUrl: database.value,
    temporalAddress: engine.value.address,
    temporalUiUrl: engine.value.uiUrl,
    embedded: { postgres: config.database.url === undefined, temporal: config.temporal.address === undefined },
    died: exits.length === 0 ? new Promise(() => undefined) : Promise.race(exits),
    stop,
  };
}
