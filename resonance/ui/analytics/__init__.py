"""Analytics: the whole history by days, dungeons, characters, players met and deaths."""
