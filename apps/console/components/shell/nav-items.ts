import {
  IconActivity,
  IconBolt,
  IconBook2,
  IconFlask,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconSend,
  IconSettings,
  IconSignature,
  IconStack2,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';
import type { Permissions } from '../../api/permissions.js';

/** An entry of the navigation. */
export interface NavItem {
  label: string;
  to:
    | '/'
    | '/deliveries'
    | '/endpoints'
    | '/events'
    | '/live'
    | '/tester'
    | '/signatures'
    | '/operations'
    | '/event-types'
    | '/keys'
    | '/audit'
    | '/settings';
  icon: Icon;
  /** Shown only to those who may do this. */
  needs: keyof Permissions;
}

/** Entries that belong together. */
export interface NavGroup {
  label: string;
  items: readonly NavItem[];
}

/** The navigation, in its order. */
export const NAV_GROUPS: readonly NavGroup[] = [
  {
    label: 'Watch',
    items: [
      { label: 'Overview', to: '/', icon: IconLayoutDashboard, needs: 'read' },
      { label: 'Deliveries', to: '/deliveries', icon: IconSend, needs: 'read' },
      { label: 'Events', to: '/events', icon: IconBolt, needs: 'read' },
      { label: 'Endpoints', to: '/endpoints', icon: IconWebhook, needs: 'read' },
      { label: 'Debug console', to: '/live', icon: IconActivity, needs: 'read' },
    ],
  },
  {
    label: 'Try',
    items: [
      { label: 'Webhook tester', to: '/tester', icon: IconFlask, needs: 'write' },
      { label: 'Signature validator', to: '/signatures', icon: IconSignature, needs: 'read' },
    ],
  },
  {
    label: 'Manage',
    items: [
      { label: 'Event catalogue', to: '/event-types', icon: IconBook2, needs: 'read' },
      { label: 'Bulk operations', to: '/operations', icon: IconStack2, needs: 'read' },
      { label: 'API keys', to: '/keys', icon: IconKey, needs: 'write' },
      { label: 'Audit log', to: '/audit', icon: IconHistory, needs: 'write' },
      { label: 'Settings', to: '/settings', icon: IconSettings, needs: 'write' },
    ],
  },
];
