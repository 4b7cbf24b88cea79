#!/usr/bin/env python3
"""The one door to the portal: `python3 manage.py up`, `test`, `services -- COMMAND`, and every Django command."""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 8):
        sys.exit(
            "manage.py: this is Python %d.%d: start it with python3, version 3.8 or newer."
            % sys.version_info[:2]
        )

    from district import bootstrap

    bootstrap.enter(sys.argv[1:])

    from district.launch import door

    sys.exit(door.main(sys.argv[1:]))
