/** What a person needs to know once the standalone runs. */
export interface BannerFacts {
  apiUrl: string;
  temporalUiUrl: string | undefined;
  adminKey: string;
  dataDir: string;
  /** Networks beyond the public internet that endpoints may be in. */
  allowedNetworks: readonly string[];
  allowHttp: boolean;
}

/** The block that the standalone prints when it is ready. */
export function banner(facts: BannerFacts): string {
  const rows: [string, string][] = [
    ['Console', facts.apiUrl],
    ['API', `${facts.apiUrl}/api/v1`],
    ['API docs', `${facts.apiUrl}/docs`],
    ['Temporal Web UI', facts.temporalUiUrl ?? '(set TEMPORAL_UI_URL to have links to it)'],
    ['Admin key', facts.adminKey],
    ['Data', facts.dataDir],
    ['Endpoints may be', openings(facts)],
    ['Stop', 'Ctrl-C; the next start finds everything as it was'],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  return ['', '  Everhook is ready', '', ...lines, ''].join('\n');
}

function openings({ allowHttp, allowedNetworks }: BannerFacts): string {
  const schemes = allowHttp ? 'https and http' : 'https';
  return `${schemes}, at public addresses${allowedNetworks.length === 0 ? '' : ` and in ${allowedNetworks.join(', ')}`}`;
}
