import type { Logger } from 'typeorm';

/** Statements as they go to Postgres, with their parameters. */
export class StatementLog implements Logger {
  readonly statements: { sql: string; parameters: unknown[] }[] = [];

  logQuery(sql: string, parameters: unknown[] = []): void {
    this.statements.push({ sql, parameters });
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
