export { AdmissionRules, type AdmissionProblem, type CandidateEvent } from './admission-rules.js';
export { SchemaValidator, type SchemaViolation } from './schema-validator.js';
