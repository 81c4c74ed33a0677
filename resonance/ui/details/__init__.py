"""What a click on a row of a tab leads to. One kind of place a file."""
