import { Body, Controller, Param, Post } from '@nestjs/common';
import {
  endpointTestAnswerSchema,
  endpointTestSchema,
  type EndpointTestAnswer,
  type EndpointTestBody,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { BodyLimit } from '../http/body-limit.js';
import type { JsonText } from '../http/json-body.js';
import { Operation } from '../http/operation.js';
import { BodyJson, CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import { ENDPOINT_TEST_ANSWER_EXAMPLE, ENDPOINT_TEST_EXAMPLE } from './endpoint-test-examples.js';
import { EndpointTestService } from './endpoint-test.service.js';

/** Tries an endpoint out. */
@Controller('api/v1/webhooks')
export class EndpointTestController {
  constructor(private readonly tests: EndpointTestService) {}

  @Post(':id/test')
  @TenantAccess('owner')
  @BodyLimit('event')
  @Operation({
    id: 'testEndpoint',
    tag: 'Endpoints',
    summary: 'Send a test event now, and see what the receiver does with it',
    description:
      'Makes one delivery with one attempt, whatever the gate of the endpoint, and answers when it has ended. It is not repeated, and its outcome counts neither for the breaker nor for alerts. Then two requests find out whether the receiver really verifies: one whose signature was made with another secret, and, where the profile has a timestamp, one with an old timestamp. Takes at most 30 seconds.',
    response: endpointTestAnswerSchema,
    responseDescription: 'What was sent, what came back, and what the receiver does with bad requests.',
    example: ENDPOINT_TEST_ANSWER_EXAMPLE,
    requestExample: ENDPOINT_TEST_EXAMPLE,
    problems: ['endpoint-disabled', 'too-deep'],
  })
  async test(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body({ schema: endpointTestSchema }) body: EndpointTestBody,
    @BodyJson() json: JsonText,
  ): Promise<EndpointTestAnswer> {
    return this.tests.test(tenantId, id, body, json, principal);
  }
}
