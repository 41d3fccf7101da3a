"""Executes one notebook with nbclient, for run.go.

Standard input is one JSON object: the notebook, the folder that its cells run in, the kernel's name and the seconds
that a cell may take. Standard output is one JSON object a line: {"start": id} and {"end": id} around each cell, then
{"notebook": …, "error": …} with the executed notebook and, if a cell failed, why.
"""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def tell(**line):
    print(json.dumps(line), flush=True)


def reason(error):
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return "it took longer than a cell may"
    if isinstance(error, DeadKernelError):
        return "the kernel died"
    return f"{type(error).__name__}: {error}"


def main():
    job = json.load(sys.stdin)
    notebook = nbformat.reads(json.dumps(job["notebook"]), as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name=job["kernel"],
        timeout=job["timeout"],
        startup_timeout=120,
        interrupt_on_timeout=False,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": job["folder"]}},
        on_cell_execute=lambda cell, cell_index: tell(start=cell.id),
        on_cell_executed=lambda cell, cell_index, execute_reply: tell(end=cell.id),
    )
    error = ""
    try:
        client.execute()
    except Exception as e:  # whatever it is, the cells that ran are worth keeping
        error = reason(e)
    tell(notebook=notebook, error=error)


if __name__ == "__main__":
    main()
