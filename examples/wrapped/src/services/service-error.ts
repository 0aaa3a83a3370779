// What an asker of any of the services did wrong, or what the service itself cannot do now, with its HTTP status. How it is
// written into an answer is each vendor's own affair.

export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ServiceError';
    this.status = status;
    this.code = code;
  }
}

/** Whatever was thrown while answering, Fastify's own complaints about a request included. */
export function serviceErrorOf(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const { statusCode = 500, message } = thrown as { readonly statusCode?: number; readonly message: string };
  if (statusCode >= 500) return new ServiceError(500, 'internal', 'the service broke');
  return new ServiceError(statusCode, 'bad-request', message);
}
