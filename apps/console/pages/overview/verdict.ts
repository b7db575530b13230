import type { Stats } from '../../api/stats.js';
import { shortUrl } from '../../lib/short-url.js';
import { countText } from '../../lib/count-text.js';
import { percentText } from '../../lib/figures.js';

/** Everything in one word and one sentence. */
export interface Verdict {
  tone: 'good' | 'warn' | 'bad';
  title: string;
  detail: string;
}

/** Below this share of success something is wrong; as the API judges endpoints. */
const LOW_SUCCESS_RATE = 0.95;

/** Troubles that somebody chose, and that so are no alarm. */
const CHOSEN: ReadonlySet<string> = new Set(['paused', 'disabled']);

/** How a tenant's deliveries are at the moment. */
export function verdictOf({ successRate, deliveries, endpointsInTrouble, waiting }: Stats): Verdict {
  const alarming = endpointsInTrouble.data.filter(({ troubles }) => troubles.some((trouble) => !CHOSEN.has(trouble)));
  const chosen = endpointsInTrouble.data.length - alarming.length;
  const isLow = successRate !== null && successRate < LOW_SUCCESS_RATE;
  if (alarming.length > 0) {
    const [worst, ...others] = alarming;
    const because = worst?.because ?? worst?.troubles.join(', ') ?? '';
    return {
      tone: 'bad',
      title: `${countText(alarming.length, 'endpoint needs', 'endpoints need')} attention`,
      detail: `${others.length > 0 ? 'The worst' : 'It'} is ${shortUrl(worst?.url ?? '')}: ${because}`,
    };
  }
  if (isLow) {
    return {
      tone: 'bad',
      title: 'Many deliveries fail',
      detail: `${percentText(successRate)} of those that ended in this window succeeded. No endpoint fails at the moment.`,
    };
  }
  if (chosen > 0) {
    return {
      tone: 'warn',
      title: `${countText(chosen, 'endpoint is', 'endpoints are')} paused or disabled`,
      detail: 'Nothing fails. What is due for a paused endpoint is held.',
    };
  }
  if (deliveries.total === 0 && waiting.total === 0) {
    return { tone: 'good', title: 'Quiet', detail: 'Nothing was delivered in this window, and nothing waits.' };
  }
  return { tone: 'good', title: 'Everything arrives', detail: 'No endpoint needs attention.' };
}
