"""Python loads this at its start: functions find what is in their layers under /opt, where Lambda would have put it."""

import os
import subprocess
import sys

layers = [folder for folder in os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep) if folder]


def in_layer(program):
    for layer in layers:
        path = os.path.join(layer, os.path.relpath(program, "/opt"))
        if os.path.exists(path):
            return path
    return None


check_call = subprocess.check_call


def check_call_in_layers(command, *rest, **options):
    path = in_layer(command[0]) if command[0].startswith("/opt/") else None
    return check_call([sys.executable, path, *command[1:]] if path else command, *rest, **options)


subprocess.check_call = check_call_in_layers
