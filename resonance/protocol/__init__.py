"""Bytes -> events. Pure: no I/O, no clock, no threads, no logging. `decoder.Decoder` is all of it behind one call."""
