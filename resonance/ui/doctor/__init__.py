"""The windows of the capture doctor."""
