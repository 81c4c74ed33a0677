"""The one exception that may leave a decoder: bytes that are not what the protocol says."""


class ProtocolError(ValueError):
    """Raised per frame, message or record; caught once by the decoder, which counts it and goes on."""
