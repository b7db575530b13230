import { queryOptions, useMutation } from '@tanstack/react-query';
import type { Profile } from '../lib/profile-options.js';
import { answer, api, type Schema } from './client.js';

/** Whether a request is genuine, and if not, why. */
export type SignatureValidation = Schema<'SignatureValidation'>;
/** A received request with what it is to be verified with. */
export type SignatureQuestion = Schema<'ValidateSignature'>;

/** Finds out whether a received request is genuine. */
export function useValidateSignature() {
  return useMutation({
    mutationFn: (body: SignatureQuestion) => answer(api.POST('/api/v1/signatures/validate', { body })),
    // The secret that was entered must not stay behind when the page is left.
    gcTime: 0,
  });
}

/** Code for receivers, in every language that there is. */
export function snippetsQuery(of: { endpointId: string } | { profile: Profile }) {
  return queryOptions({
    queryKey: ['snippets', of],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/signatures/snippets', { params: { query: of }, signal })),
    staleTime: Infinity,
  });
}
