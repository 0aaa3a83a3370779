export { type Adapter, type AdapterOptions, type AdaptRequest, createAdapter } from './adapter.ts';
export { describeSteps } from './describe-steps.ts';
export type { AdaptationStep, Adapted, JsonSchema, MissingField } from './outcome.ts';
export type { Thresholds } from './thresholds.ts';
