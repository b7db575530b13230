import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import {
  signatureValidationSchema,
  snippetListSchema,
  snippetQuerySchema,
  validateSignatureSchema,
  type SignatureValidation,
  type SnippetList,
  type SnippetQuery,
  type ValidateSignature,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import { Operation } from '../http/operation.js';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import {
  SIGNATURE_VALIDATION_EXAMPLE,
  SNIPPET_LIST_EXAMPLE,
  VALIDATE_SIGNATURE_EXAMPLE,
} from './signature-examples.js';
import { SignaturesService } from './signatures.service.js';

const TAG = 'Signatures';

/** Helps receivers to verify what they get. */
@Controller('api/v1/signatures')
export class SignaturesController {
  constructor(private readonly signatures: SignaturesService) {}

  @Post('validate')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'validateSignature',
    tag: TAG,
    summary: 'Find out whether a received request is genuine, and if not, why',
    description:
      'Give the profile and the secret, or an endpoint. Looks for the usual mistakes: a missing header, a wrong secret encoding, a wrong prefix, a re-serialised body, a stale timestamp. Nothing is stored, and no answer contains the secret.',
    response: signatureValidationSchema,
    responseDescription: 'What was found.',
    example: SIGNATURE_VALIDATION_EXAMPLE,
    requestExample: VALIDATE_SIGNATURE_EXAMPLE,
  })
  async validate(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: validateSignatureSchema }) body: ValidateSignature,
  ): Promise<SignatureValidation> {
    return this.signatures.validate(tenantId, body, principal);
  }

  @Get('snippets')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listSignatureSnippets',
    tag: TAG,
    summary: 'Code for receivers that verifies deliveries',
    description:
      'For a profile, or for the profile and options of an endpoint, in Node, Python, Go, Ruby, PHP and Java. The code needs nothing but the standard library of the language.',
    response: snippetListSchema,
    responseDescription: 'The code.',
    example: SNIPPET_LIST_EXAMPLE,
    problems: ['validation-failed'],
  })
  async snippets(
    @CurrentTenant() tenantId: string,
    @Query({ schema: snippetQuerySchema }) query: SnippetQuery,
  ): Promise<SnippetList> {
    return this.signatures.snippets(tenantId, query);
  }
}
