import type { DeliveryStep } from '#libs/contracts/delivery';

/**
 * What Temporal Web UI shows of a running delivery, as Markdown: the same sentence that the API gives.
 * @param step what comes next
 */
export function currentDetails(step: DeliveryStep): string {
  const attempts = `${step.attemptCount} ${step.attemptCount === 1 ? 'attempt' : 'attempts'} so far.`;
  switch (step.kind) {
    case 'attempt':
      return `${attempts}\n\n**Attempt ${step.attemptCount + 1} is being made.**`;
    case 'record':
      return `${attempts}\n\n**Attempt ${step.attempt.number} was made and is being recorded.**`;
    case 'wait':
    case 'hold':
    case 'stop':
      return `${attempts}\n\n**${step.because}**`;
  }
}
