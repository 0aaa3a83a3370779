// One operation of an HTTP service, as data: its method, its path, and which field of the input goes where. It knows no
// address and no secret: those are the service's.

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** How an array or an object is written into a parameter; OpenAPI's names (OAS 3.1.1, 4.8.12.3), and `json` for one written as JSON. */
export type ParameterStyle = 'simple' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'json';

export interface Parameter {
  /** As the service calls it. */
  readonly name: string;
  /** The field of the input; its name unless said. */
  readonly field?: string;
  /** `simple` in paths and headers, `form` in queries and cookies, unless said. */
  readonly style?: ParameterStyle;
  /** Whether each value stands for itself (`a=1&a=2`); true for `form` alone, unless said. */
  readonly explode?: boolean;
}

export interface BodyMapping {
  /** The field of the input that is the body; all of the input that is no parameter, unless said. */
  readonly field?: string;
  /** `json` unless said; `multipart` is of texts alone, without files. */
  readonly as?: 'json' | 'form' | 'multipart' | 'text';
  /** The media type, where it is not the usual one of `as`. */
  readonly contentType?: string;
  /** Whether an empty object is sent where there is nothing to send; nothing at all unless said. */
  readonly required?: boolean;
}

export interface HttpOperation {
  readonly method: Method;
  /** Behind the base address, with the input's fields in braces: `/pets/{petId}`. */
  readonly path: string;
  /** More of the parameters in the path than that they are texts. */
  readonly pathParameters?: readonly Parameter[];
  /** Fields that go into the query; with GET, HEAD, DELETE and OPTIONS all that has no other place, unless said. */
  readonly query?: readonly (string | Parameter)[];
  readonly headers?: readonly Parameter[];
  readonly cookies?: readonly Parameter[];
  /** What goes into the body; with POST, PUT and PATCH all that has no other place, unless said. */
  readonly body?: BodyMapping;
  /** What is promised of a good answer's body: `json` unless said, `any` where nothing is, `none` for no body. */
  readonly answer?: 'json' | 'text' | 'any' | 'none';
  /** The media type to ask for, where `answer` is of another than the usual one. */
  readonly answerType?: string;
  /** The header in which it takes an idempotency key: then a call that failed is repeated, whatever the method. */
  readonly idempotencyHeader?: string;
  /** Whether a POST or PATCH changes nothing (a search): then it is called anew in each attempt. */
  readonly onlyReads?: boolean;
}

/** RFC 9110, 9.2.2: asking twice is as good as asking once. */
export function isIdempotent({ method, idempotencyHeader, onlyReads = false }: HttpOperation): boolean {
  return idempotencyHeader !== undefined || onlyReads || (method !== 'POST' && method !== 'PATCH');
}

/** The names in the path's braces. */
export function namesInPath(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
}
