export { type FunctionCapability, fromFunction } from './from-function.ts';
export { fromHttp, type HttpCapability } from './from-http.ts';
export type { BodyMapping, HttpOperation, Method, Parameter, ParameterStyle } from './http/operation.ts';
export type { HttpService, SecretPlace } from './http/service.ts';
export { distinct, type FormatName, format, keyCount } from './schema-checks.ts';
