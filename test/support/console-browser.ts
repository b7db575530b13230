import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ensureBuilt } from './built-programs.js';
import { launchChromium } from './chromium.js';
import { waitFor } from './wait-for.js';

/** Sizes that the console is made for. */
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** Every size in both themes. */
export const LOOKS = [
  { size: 'desktop', colorScheme: 'light' },
  { size: 'phone', colorScheme: 'dark' },
  { size: 'desktop', colorScheme: 'dark' },
  { size: 'phone', colorScheme: 'light' },
] as const;

/** How a visit looks at the console. */
export interface VisitOptions {
  /** @default 'desktop' */
  size?: keyof typeof SIZES;
  /** @default 'light' */
  colorScheme?: 'light' | 'dark';
  /** Signs in with this API key. @default not signed in */
  key?: string;
}

/** A fault of accessibility, as axe reports it. */
interface Violation {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** A browser that looks at the console which an API serves from `dist/console`. */
export class ConsoleBrowser {
  private constructor(private readonly browser: Browser) {}

  /** Builds the console where that is needed, and starts the browser. */
  static async start(): Promise<ConsoleBrowser> {
    await ensureBuilt();
    return new ConsoleBrowser(await launchChromium());
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Opens the console of an API in a profile of its own. */
  async visit(baseUrl: string, { size = 'desktop', colorScheme = 'light', key }: VisitOptions = {}): Promise<Visit> {
    const context = await this.browser.newContext({
      baseURL: baseUrl,
      viewport: SIZES[size],
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    });
    const visit = new Visit(context, await context.newPage(), baseUrl);
    if (key !== undefined) await visit.signIn(key);
    return visit;
  }

  /**
   * Makes a visit and ends it.
   * @param options `faults`: those that belong to the test
   * @throws Error when anything else went wrong in the browser
   */
  async visiting(
    baseUrl: string,
    { faults: expected, ...options }: VisitOptions & { faults?: RegExp },
    look: (visit: Visit) => Promise<void>,
  ): Promise<void> {
    const visit = await this.visit(baseUrl, options);
    try {
      await look(visit);
      const faults = visit.faults.filter((fault) => expected === undefined || !expected.test(fault));
      if (faults.length > 0) throw new Error(`faults in the browser:\n${faults.join('\n')}`);
    } finally {
      await visit.close();
    }
  }
}

/** One person's visit: a page, and everything that went wrong in it. */
export class Visit {
  /** Errors and warnings of the browser's log, uncaught exceptions, and requests to other servers. */
  readonly faults: string[] = [];

  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    baseUrl: string,
  ) {
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      const type = message.type();
      if (type === 'error' || type === 'warning') this.faults.push(`${type}: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${baseUrl}/`) && !/^(?:data|blob):/.test(url)) this.faults.push(`external: ${url}`);
    });
  }

  async signIn(key: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.page.getByLabel('API key').fill(key);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL((url) => url.pathname !== '/sign-in');
  }

  /** Opens a page and waits for its heading. */
  async open(path: string, heading: string | RegExp): Promise<void> {
    await this.page.goto(path);
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  /** Serious and critical faults that axe finds in the page as it stands, in words. */
  async accessibilityFaults(): Promise<string[]> {
    // Evaluated by the debugger, so the content security policy of the page stays in force.
    await this.page.evaluate(axe.source);
    const violations = await this.page.evaluate<Violation[]>(
      'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary = '' }) => `${id}: ${help}: ${target.join(' ')} ${failureSummary}`),
      );
  }

  /** Pixels by which the page is wider than the window; 0 when nothing has to be scrolled sideways. */
  overflowPx(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  }

  /** What is wrong with the page as it stands: faults of accessibility, and its width; null for nothing. */
  async examineAsItStands(): Promise<{ faults: string[]; overflowPx: number } | null> {
    await waitFor('the page to be loaded', async () => (await this.page.locator('[aria-busy=true]').count()) === 0);
    const faults = await this.accessibilityFaults();
    const overflowPx = await this.overflowPx();
    return faults.length > 0 || overflowPx > 0 ? { faults, overflowPx } : null;
  }

  /**
   * Opens pages one after the other, each with its heading.
   * @returns by path what is wrong with it; empty for nothing
   */
  async examine(pages: readonly (readonly [path: string, heading: string | RegExp])[]): Promise<object> {
    const wrong: Record<string, unknown> = {};
    for (const [path, heading] of pages) {
      await this.open(path, heading);
      const found = await this.examineAsItStands();
      if (found !== null) wrong[path] = found;
    }
    return wrong;
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
