"""Known holes in what is installed; says "not run" where nobody could be asked.

pip-audit exits 0 when it could look nothing up, so its answer is read and not its exit code.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"


def main() -> str | None:
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--require-hashes"]
    command += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own
    try:
        dependencies = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("vulnerabilities: not run, the advisory service cannot be reached")
        return None
    skipped = [it["name"] for it in dependencies if "skip_reason" in it]
    found = [f"{it['name']} {hole['id']}" for it in dependencies for hole in it.get("vulns", [])]
    if found:
        return "vulnerabilities: " + ", ".join(found)
    if len(skipped) == len(dependencies):
        print("vulnerabilities: not run, the advisory service cannot be reached")
        return None
    if skipped:
        return "vulnerabilities: skipped " + ", ".join(skipped)
    print(f"vulnerabilities: none known in {len(dependencies)} packages")
    return None


if __name__ == "__main__":
    sys.exit(main())
