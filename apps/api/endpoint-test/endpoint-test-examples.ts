import { REDACTED } from '#libs/contracts';
import type { EndpointTestAnswer } from '#libs/contracts/http';

/** Examples of the OpenAPI document. */
export const ENDPOINT_TEST_EXAMPLE = { event: 'order.created', data: { orderId: 'o-1', total: 1290 } };

export const ENDPOINT_TEST_ANSWER_EXAMPLE: EndpointTestAnswer = {
  event: 'order.created',
  eventId: 'evt_01kcf5w8x0aabbccddeeffgghh',
  deliveryId: 'dlv_01kcf5w8x0fedcba9876543210',
  request: {
    url: 'https://shop.example/webhooks',
    headers: {
      'user-agent': 'Everhook/1.0.0',
      'content-type': 'application/json',
      'webhook-id': 'evt_01kcf5w8x0aabbccddeeffgghh',
      'webhook-timestamp': '1772366400',
      'webhook-signature': 'v1,mGkJ0yT2d5r1s8Wm3cY0m4p3Xl6m9kq2w8Zb1nT7aXo=',
      authorization: REDACTED,
    },
    body: '{"type":"order.created","timestamp":"2026-03-01T12:00:00.000Z","data":{"orderId":"o-1","total":1290}}',
  },
  response: {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'ok',
    truncated: false,
    durationMs: 84,
  },
  checks: [
    { name: 'responds-2xx', ok: true, detail: 'the receiver answered 200 after 84 ms' },
    {
      name: 'rejects-bad-signature',
      ok: false,
      detail: 'the receiver answered 200 to a request whose signature was made with another secret',
    },
    { name: 'rejects-old-timestamp', ok: true, detail: 'the receiver answered 400 to a timestamp that was 3900 s old' },
  ],
};
