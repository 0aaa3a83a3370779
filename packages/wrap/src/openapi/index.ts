export type { WrapOptions } from './options.ts';
export { WrapError, type WrapErrorCode } from './wrap-error.ts';
export { type WrappedPackage, wrapOpenApi } from './wrap-openapi.ts';
