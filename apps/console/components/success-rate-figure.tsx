import type { ReactNode } from 'react';
import { percentText } from '../lib/figures.js';
import { Figure } from './figure.js';
import { TextLink } from './links.js';

/** What {@link SuccessRateFigure} shows. */
interface SuccessRateFigureProps {
  /** Null where nothing has ended. */
  rate: number | null;
  /** How many deliveries it is a share of. */
  total: number;
  /** The search of the list behind it. */
  search: Record<string, string>;
}

/** The share of deliveries that succeeded, coloured by whether that is well. */
export function SuccessRateFigure({ rate, total, search }: SuccessRateFigureProps): ReactNode {
  return (
    <Figure
      name="Success rate"
      value={
        <TextLink to="/deliveries" search={search}>
          {percentText(rate)}
        </TextLink>
      }
      hint={`of ${total.toLocaleString()} that ended`}
      {...(rate === null ? {} : { tone: toneOf(rate) })}
    />
  );
}

function toneOf(rate: number): 'good' | 'warn' | 'bad' {
  if (rate >= 0.99) return 'good';
  return rate >= 0.95 ? 'warn' : 'bad';
}
