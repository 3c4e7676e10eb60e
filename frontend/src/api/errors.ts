/** What a request that could not be done throws: the server's envelope, or that no answer came. */

import type { ErrorKind } from "./types";

export class ApiError extends Error {
  constructor(
    /** v1's number, such as 202.03; 0 when no answer came. */
    readonly code: number,
    /** What can be done about it. */
    readonly kind: ErrorKind,
    /** The text of the code, in the user's language. */
    message: string,
    /** What went wrong, in a sentence. */
    readonly log: string,
    /** Facts for programs, such as the field at fault. */
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** The form's field at fault, if the server named one. */
  get field(): string | null {
    return typeof this.detail["field"] === "string" ? this.detail["field"] : null;
  }

  /** The sentence without the field's name in front, for beside the field. */
  get reason(): string {
    return this.field && this.log.startsWith(`${this.field}: `) ? this.log.slice(this.field.length + 2) : this.log;
  }

  /** The operation that failed, if one was started. */
  get operationUuid(): string | null {
    return typeof this.detail["operationUuid"] === "string" ? this.detail["operationUuid"] : null;
  }

  /** Seconds until it is worth asking again, if the server said so. */
  get retryAfter(): number | null {
    return typeof this.detail["retryAfterSeconds"] === "number" ? this.detail["retryAfterSeconds"] : null;
  }

  /** Whether no answer came at all. */
  get isAway(): boolean {
    return this.code === 0;
  }
}

/** Whatever was thrown, as an ApiError. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new ApiError(0, "internal", text, text);
}
