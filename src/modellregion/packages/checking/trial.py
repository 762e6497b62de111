"""Makes letters in a process of its own, so that a template that never ends harms nobody: ``python -m … < job``."""

import json
import resource
import sys
from pathlib import Path

import typst

CPU_SECONDS_MAX = 4
MEMORY_BYTES_MAX = 3 * 1024**3


def main() -> None:
    """Read a job (folder, fonts, templates, data) from standard input; write what is wrong with each template."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    job = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]])
    root = Path(job["folder"])
    nothing = str(root / "no-packages")
    compiler = typst.Compiler(
        root=str(root), font_paths=fonts, package_path=nothing, package_cache_path=nothing
    )
    for name in job["templates"]:
        problem = ""
        try:
            compiler.compile(
                input=str(root / f"{name}.typ"),
                format="pdf",
                sys_inputs={"data": json.dumps(job["data"], ensure_ascii=False)},
                pdf_standards=["ua-1", "a-3a"],
                timestamp=0,
            )
        except typst.TypstError as error:
            problem = getattr(error, "diagnostic", None) or str(error)
        sys.stdout.write(json.dumps({"template": name, "problem": problem}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
