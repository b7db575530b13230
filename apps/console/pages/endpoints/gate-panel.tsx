import { Alert, Button, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconHourglass,
  IconPlayerPause,
  IconPlayerPlay,
  IconTransfer,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Endpoint } from '../../api/endpoints.js';
import { Countdown } from '../../components/countdown.js';
import { TextLink } from '../../components/links.js';
import { Told } from '../../components/told.js';
import { countText } from '../../lib/count-text.js';
import { durationText } from '../../lib/time-text.js';

/** What {@link GatePanel} shows. */
interface GatePanelProps {
  endpoint: Endpoint;
  /** Opens the dialog that resumes; undefined for those who may not. */
  onResume?: (() => void) | undefined;
  /** Enables a disabled endpoint; undefined for those who may not. */
  onEnable?: (() => void) | undefined;
}

/** What keeps an endpoint from what is due, and what is held because of it. Nothing while all is open. */
export function GatePanel({ endpoint, onResume, onEnable }: GatePanelProps): ReactNode {
  const { status, gate, heldDeliveries = 0, inFlight = 0, id, disabledBecause } = endpoint;
  if (status === 'disabled') {
    return (
      <Alert color="gray" icon={<IconBan size={20} />} title="Disabled: it gets no events">
        <Stack gap="xs" align="flex-start">
          <Text size="sm">
            {disabledBecause === null ? 'Someone disabled it.' : <Told text={disabledBecause} />} What waited for it was
            cancelled; once it is enabled, “Recover” sends that again.
          </Text>
          {onEnable !== undefined && (
            <Button size="xs" onClick={onEnable}>
              Enable
            </Button>
          )}
        </Stack>
      </Alert>
    );
  }
  const held = (
    <TextLink to="/deliveries" search={{ endpointId: id, status: 'held' }}>
      {countText(heldDeliveries, 'delivery', 'deliveries')} held
    </TextLink>
  );
  switch (gate.state) {
    case 'open':
      return status === 'paused' ? (
        <Alert color="violet" icon={<IconPlayerPause size={20} />} title="Held: the tenant is stopped">
          {held}
        </Alert>
      ) : null;
    case 'paused':
      return (
        <Alert color="violet" icon={<IconPlayerPause size={20} />} title="Paused: everything that is due is held">
          <Stack gap="xs" align="flex-start">
            <Text size="sm">
              {held}
              {inFlight > 0 && `, ${countText(inFlight, 'attempt', 'attempts')} in flight`}. Nothing is lost; it goes
              out in the order of its events when the endpoint is resumed.
            </Text>
            {onResume !== undefined && (
              <Button size="xs" leftSection={<IconPlayerPlay size={14} />} onClick={onResume}>
                Resume…
              </Button>
            )}
          </Stack>
        </Alert>
      );
    case 'draining':
      return (
        <Alert color="blue" icon={<IconTransfer size={20} />} title="Draining: what was held goes out, in order">
          <Text size="sm">
            <TextLink to="/deliveries" search={{ endpointId: id, status: 'held' }}>
              {countText(heldDeliveries, 'delivery', 'deliveries')} left
            </TextLink>
            {gate.ratePerSecond !== undefined && paceText(heldDeliveries, gate.ratePerSecond)}.
          </Text>
        </Alert>
      );
    case 'throttled':
    case 'broken':
      return (
        <Alert
          color={gate.state === 'broken' ? 'red' : 'amber'}
          icon={gate.state === 'broken' ? <IconAlertTriangle size={20} /> : <IconHourglass size={20} />}
          title={
            gate.state === 'broken' ? 'The breaker is open: the endpoint fails' : 'The receiver asked to be left alone'
          }
        >
          <Text size="sm">
            {gate.because !== undefined && (
              <>
                <Told text={gate.because} />.{' '}
              </>
            )}
            {gate.until !== undefined && (
              <>
                {gate.state === 'broken' ? 'One request tries it ' : 'It goes on '}
                <Countdown to={gate.until} />.{' '}
              </>
            )}
            {held}.
          </Text>
        </Alert>
      );
  }
}

/** How fast what is held goes out, and how long that takes: ", at 20 a second, about 3m". */
function paceText(heldDeliveries: number, ratePerSecond: number): string {
  const pace = `, at ${ratePerSecond.toLocaleString()} a second`;
  return heldDeliveries === 0 ? pace : `${pace}, about ${durationText((heldDeliveries / ratePerSecond) * 1000)}`;
}
