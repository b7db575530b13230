export {
  createDeliverWebhookActivities,
  type DeliverWebhookDependencies,
} from './deliver-webhook/deliver-webhook.activities.js';
export { EndpointTraffic, type EndpointTrafficOptions } from './deliver-webhook/endpoint-traffic.js';
