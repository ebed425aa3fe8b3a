"""dbt as a process that writes down how its run went and nothing else; it knows nothing of the rest of the tracker.

dbt by itself writes the whole project down twice, which costs as much as reading it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from dbt.cli.main import dbtRunner


def main() -> None:
    """Run dbt with the arguments of the command line; how it went is in the folder that dbt writes to."""
    ran = dbtRunner().invoke(["--no-write-json", *sys.argv[1:]])
    if hasattr(ran.result, "write"):
        ran.result.write(str(Path(os.environ["DBT_TARGET_PATH"]) / "run_results.json"))
    sys.exit(not ran.success)


if __name__ == "__main__":
    main()
