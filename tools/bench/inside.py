"""`python -m tools.bench.inside MODULE …`: run a program of the bench with the hall's own code ready beneath it.

Models can only be imported after Django has been set up, so a program that uses them cannot do it by itself.
"""

import os
import runpy
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhall.project.settings")
    django.setup()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
