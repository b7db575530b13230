export { createAttemptMaker, type AttemptDependencies, type AttemptMaker } from './deliver-webhook/attempt-maker.js';
export { createDeliverWebhookActivities } from './deliver-webhook/deliver-webhook.activities.js';
export { EndpointTraffic, type EndpointTrafficOptions } from './deliver-webhook/endpoint-traffic.js';
