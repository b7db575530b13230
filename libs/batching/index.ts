export { Batcher, fulfilled, type BatcherOptions } from './batcher.js';
