import type { ReactNode } from 'react';
import type { AuditEntry } from '../../api/audit.js';
import { TextLink } from '../../components/links.js';

/** What an entry is about, with a link where it has a page. */
export function SubjectLink({ action, subject }: Pick<AuditEntry, 'action' | 'subject'>): ReactNode {
  if (action.endsWith('.delete')) return <span className="mono">{subject}</span>;
  if (action.startsWith('endpoint.')) {
    return (
      <TextLink to="/endpoints/$endpointId" params={{ endpointId: subject }} className="mono">
        {subject}
      </TextLink>
    );
  }
  if (action.startsWith('delivery.')) {
    return (
      <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: subject }} className="mono">
        {subject}
      </TextLink>
    );
  }
  if (action.startsWith('event.')) {
    return (
      <TextLink to="/events/$eventId" params={{ eventId: subject }} className="mono">
        {subject}
      </TextLink>
    );
  }
  if (action.startsWith('operation.')) {
    return (
      <TextLink to="/operations/$operationId" params={{ operationId: subject }} className="mono">
        {subject}
      </TextLink>
    );
  }
  if (action.startsWith('event-type.')) {
    return (
      <TextLink to="/event-types/$name" params={{ name: subject }} className="mono">
        {subject}
      </TextLink>
    );
  }
  return <span className="mono">{subject}</span>;
}
