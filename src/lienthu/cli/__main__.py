import sys

from lienthu.cli.frame import main

sys.exit(main(sys.argv[1:]))
