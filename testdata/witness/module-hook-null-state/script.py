# python: 3.9-3.15
# bad: crash
# good: says survived
import gc
import importlib.machinery
import importlib.util
import os

# A collection between the module's creation and its execution, when there is no state yet; a module with m_size > 0 is
# left alone by it.
location = os.path.join(os.environ["PYTHONPATH"], "witness.so")
loader = importlib.machinery.ExtensionFileLoader("witness", location)
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("witness", loader))
gc.collect()
loader.exec_module(module)
print("survived")
