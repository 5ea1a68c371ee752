"""Files that arrive in parts, over lines that drop: begun, appended to, finished or forgotten."""
