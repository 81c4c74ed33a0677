"""Windows. The only code that knows Tk."""
