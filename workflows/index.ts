// The entry of the workflow bundle: exports every workflow by its type's name.
export { deliverWebhook } from './deliver-webhook/deliver-webhook.workflow.js';
export { engineMarker } from './engine-marker/engine-marker.workflow.js';
export { bulkOperation, endpointGate } from './paced/paced.workflow.js';
