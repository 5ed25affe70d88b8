# bad: crash
# good: says survived
import gc
import witness

# document -> node -> child, and a cycle through the document. The child writes to the document's log when it dies.
document = witness.Document()
document.root = witness.Node(witness.Child(document))
document.log = [document]
del document
gc.collect()
print("survived")
