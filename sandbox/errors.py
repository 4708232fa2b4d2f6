"""Every way to say no, in Stripe's words and shape."""

from sandbox.store import Json


class ApiError(Exception):
    """An answer other than 200: {"error": {"type", "code", "message", "param", …}}."""

    def __init__(self, status: int, type: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"error": {"type": type, "message": message}}
        self.body["error"].update({name: value for name, value in details.items() if value is not None})


def invalid(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    return ApiError(400, "invalid_request_error", message, param=param, code=code)


def missing(what: str, id: str | None, param: str = "id") -> ApiError:
    message = f"No such {what}: '{id}'"
    return ApiError(404, "invalid_request_error", message, code="resource_missing", param=param)


def unauthorised(message: str, code: str | None = None) -> ApiError:
    return ApiError(401, "invalid_request_error", message, code=code)


def broken(message: str = "An error occurred. Please try again.") -> ApiError:
    return ApiError(500, "api_error", message)


def key_reused(key: str) -> ApiError:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return ApiError(400, "idempotency_error", message)


def key_busy(key: str) -> ApiError:
    message = f"Another request with the idempotency key '{key}' is still running. Try again in a moment."
    return ApiError(409, "idempotency_error", message, code="idempotency_key_in_use")
