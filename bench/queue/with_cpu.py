#!/usr/bin/env python3
"""Runs a measurement and says what it cost: processor time a message, its own and the PostgreSQL server's, which says more than messages
a second do where others use the machine as well.

    python3 bench/queue/with_cpu.py SERVER_PID NAME COMMAND…    # prints NAME RATE messages/s and NAME-cpu TIME us

COMMAND prints one line of store_bench or is pgbench. Counted of the server is what its processes had used when they ended: those of COMMAND's
connections, not the writers of its log and its pages."""
import os
import re
import resource
import subprocess
import sys
import time

server, name, command = sys.argv[1], sys.argv[2], sys.argv[3:]


def of_server():
    with open(f"/proc/{server}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def of_command():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


before, start = of_server(), time.monotonic()
ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
took = time.monotonic() - start
time.sleep(0.2)  # until the server has noticed the ends of its processes
rate = float((re.search(r"tps = ([0-9.]+)", ran.stdout) or re.search(r" ([0-9.]+) messages/s", ran.stdout))[1])
counted = re.search(r"actually processed: (\d+)", ran.stdout)
messages = int(counted[1]) if counted else rate * took
print(f"{name} {rate:.1f} messages/s")
print(f"{name}-cpu {(of_server() - before + of_command()) / messages * 1e6:.1f} us")
