"""Windows about OBS: connections, rules, and how they are doing."""
