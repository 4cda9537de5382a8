"""One file a family: a tiny checkpoint of the real architecture with random weights, saved as its authors save theirs.

Each file has `build(folder)`, and `PICTURES`, how many pictures a prompt may show.
`FAMILY` is its `model_type`, where that is not the file's name.
"""
